package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageReference;
import java.nio.charset.StandardCharsets;

class ImageReferenceFuzzTest {
    @FuzzTest
    void whatIsReadReadsTheSameWhenPrinted(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            ImageReference reference = ImageReference.parse(text);
            assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
        } catch (ImmureException e) {
            assertThat(e.fault().code().kind()).isEqualTo(FaultKind.USAGE);
        }
    }
}
