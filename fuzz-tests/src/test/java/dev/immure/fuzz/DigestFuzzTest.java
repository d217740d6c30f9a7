package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;

class DigestFuzzTest {
    @FuzzTest
    void digestParserAcceptsOnlyWhatItPrintsBack(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            assertThat(Digest.parse(text).toString()).isEqualTo(text);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageContaining("digest");
        }
    }
}
