package dev.immure.signing.internal.sigstore.rekor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checkpoints of sigstore-java's samples, and lines that are none. */
class CheckpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"valid", "valid_multi_sig"})
    void aCheckpointOfTheLogIsReadAndItsSignatureGood(String name) throws IOException {
        Checkpoint checkpoint = Checkpoint.parse(sample(name), name);
        assertThat(checkpoint.treeSize()).isEqualTo(37795272);
        Path root = Vectors.folder("sigstore-java").resolve("trustroot/trusted_root.json");
        assertThat(checkpoint.isSignedBy(TrustedRootReader.read(Files.readAllBytes(root), "root")
                        .logs()
                        .getFirst()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error_header_body_separator",
                "error_header_count",
                "error_no_newline_after_signature",
                "error_no_signatures",
                "error_not_a_number",
                "error_signature_format_invalid",
                "error_signature_length_insufficient",
            })
    void whatIsNoCheckpointIsRefused(String name) throws IOException {
        String note = sample(name);
        assertThat(Faults.of(() -> Checkpoint.parse(note, name)).code()).isEqualTo(SigstoreFault.CHECKPOINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "log\n1\nAAAA\n\n\u2014 log AAAAAAAA\n",
                "log\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 log AAAAAAAA\n",
                "log\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 log AAAAAAAA\n",
                "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n- log AAAAAAAA\n",
                "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 a+b AAAAAAAA\n",
            })
    void linesThatAreNoneAreRefused(String note) {
        assertThat(Faults.of(() -> Checkpoint.parse(note, "note")).code()).isEqualTo(SigstoreFault.CHECKPOINT);
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Vectors.folder("sigstore-java").resolve("samples/checkpoints/" + name + ".txt"));
    }
}
