package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeKey() throws IOException {
        file = directory.resolve("key.pem");
        Files.writeString(file, SigningKey.generateEcdsaP256().privatePem());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readsAKeyThatOnlyItsOwnerReads() {
        SigningKey key = SigningKey.read(file);
        assertThat(key.kind()).isEqualTo("ecdsa-p256");
        assertThat(key.publicPem()).startsWith("-----BEGIN PUBLIC KEY-----\n");
    }

    @Test
    void readsAKeyThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.pem"), file);
        assertThat(SigningKey.read(link).fingerprint())
                .isEqualTo(SigningKey.read(file).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-"})
    void refusesAKeyThatOthersMayReadOrChange(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Fault fault = Faults.of(() -> SigningKey.read(file));
        assertThat(fault.code()).isEqualTo(SigningFault.PERMISSIONS);
        assertThat(fault.remedy()).contains("chmod 600");
    }

    @Test
    void refusesAFileBeyondAllMeasure() throws IOException {
        Files.writeString(file, "x".repeat((64 << 10) + 1));
        Fault fault = Faults.of(() -> SigningKey.read(file));
        assertThat(fault.code()).isEqualTo(SigningFault.FILE);
        assertThat(fault.why()).contains("larger than 65536");
    }

    @Test
    void refusesADirectoryAndADevice() {
        assertThat(Faults.of(() -> SigningKey.read(directory)).code()).isEqualTo(SigningFault.FILE);
        assertThat(Faults.of(() -> SigningKey.read(Path.of("/dev/zero"))).why()).contains("not a regular file");
    }

    @Test
    void clearsThePasswordItWasGiven() throws IOException {
        Openssl openssl = new Openssl(directory);
        openssl.generate("k", "ED25519");
        openssl.run(
                "pkcs8",
                "-topk8",
                "-in",
                "k.pem",
                "-out",
                "enc.pem",
                "-v2",
                "aes256",
                "-passout",
                "pass:correct horse");
        Files.setPosixFilePermissions(openssl.path("enc.pem"), PosixFilePermissions.fromString("rw-------"));
        char[] password = "correct horse".toCharArray();
        assertThat(SigningKey.read(openssl.path("enc.pem"), () -> Optional.of(password))
                        .kind())
                .isEqualTo("ed25519");
        assertThat(password).containsOnly('\0');
    }

    @Test
    void doesNotAskForAPasswordThatIsNotNeeded() {
        SigningKey key = SigningKey.read(file, () -> {
            throw new AssertionError("asked");
        });
        assertThat(key.kind()).isEqualTo("ecdsa-p256");
    }

    @Test
    void printsNothingSecret() throws IOException {
        SigningKey key = SigningKey.read(file);
        assertThat(key.toString()).isEqualTo("ecdsa-p256 " + key.fingerprint());
        Fault fault = Faults.of(() -> {
            Files.write(
                    file,
                    "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
                            .getBytes(StandardCharsets.US_ASCII));
            SigningKey.read(file);
        });
        assertThat(fault.code()).isEqualTo(SigningFault.KEY);
        assertThat(fault.sentence()).doesNotContain("c2VjcmV0", "secret");
    }
}
