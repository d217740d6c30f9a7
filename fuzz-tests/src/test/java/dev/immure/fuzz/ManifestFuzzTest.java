package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import java.util.function.Function;

class ManifestFuzzTest {
    private static final ManifestReader READER = new ManifestReader(Limits.DEFAULT);

    @FuzzTest
    void manifestReaderAnswersOrRefuses(byte[] data) {
        answersOrRefuses(data, bytes -> READER.manifest(bytes).digest());
    }

    @FuzzTest
    void indexReaderAnswersOrRefuses(byte[] data) {
        answersOrRefuses(data, READER::index);
    }

    @FuzzTest
    void configReaderAnswersOrRefuses(byte[] data) {
        answersOrRefuses(data, READER::config);
    }

    private static void answersOrRefuses(byte[] data, Function<byte[], Object> reader) {
        try {
            Object answer = reader.apply(data);
            assertThat(reader.apply(data.clone())).isEqualTo(answer);
            if (answer instanceof Digest digest) {
                assertThat(digest).isEqualTo(Digest.of(data));
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code().kind()).isEqualTo(FaultKind.INPUT);
        }
    }
}
