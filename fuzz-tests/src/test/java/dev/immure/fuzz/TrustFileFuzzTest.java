package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.fault.SigningFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;

/** A trust file is used whole or not at all, and no rule of it can be met without a signer. */
class TrustFileFuzzTest {
    @TempDir
    static Path directory;

    @FuzzTest
    void aTrustFileIsReadOrRefused(byte[] yaml) throws IOException {
        Path file = Files.write(directory.resolve("trust.yaml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try {
            TrustPolicy policy = TrustPolicy.read(file);
            assertThat(policy.rules()).allSatisfy(rule -> {
                assertThat(rule.threshold()).isBetween(1, rule.authorities().size());
                assertThat(policy.authorities()).containsAll(rule.authorities());
            });
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(SigningFault.TRUST_FILE);
        }
    }
}
