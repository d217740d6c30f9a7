package dev.immure.signing.internal.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPgpSignerTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String[] THEN = {"--faked-system-time", "20260101T000000!"};

    @TempDir
    Path directory;

    private Gnupg gpg;

    @BeforeEach
    void freshKeys() {
        gpg = new Gnupg(directory);
    }

    @AfterEach
    void endTheAgent() {
        gpg.close();
    }

    @Test
    void signingTwiceGivesTheSameBytes() {
        String key = gpg.key("alice", "nistp256", "2y", THEN);
        OpenPgpSigner signer = OpenPgpSigner.read(gpg.exportSecret(key), "key", NOW);
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        assertThat(signer.sign(text, NOW)).isEqualTo(signer.sign(text, NOW));
    }

    @Test
    void aKeyWhosePrimarySecretIsElsewhereSignsWithItsSubkey() {
        String key = gpg.key("alice", "ed25519", "2y", THEN);
        String subkey = gpg.subkey(key, "ed25519", "sign", "2y", THEN);
        byte[] stub = gpg.command(new byte[0], List.of("--export-secret-subkeys", key));
        assertThat(OpenPgpSigner.read(stub, "key", NOW).fingerprint()).isEqualToIgnoringCase(subkey);
    }

    @Test
    void aKeyUnderAPassphraseIsRefused() {
        gpg.gpg(
                "--passphrase",
                "secret",
                "--faked-system-time",
                "20260101T000000!",
                "--quick-generate-key",
                "alice",
                "ed25519",
                "sign",
                "2y");
        byte[] file = gpg.command(new byte[0], List.of("--passphrase", "secret", "--export-secret-keys", "alice"));
        assertThat(refused(file)).contains("passphrase");
    }

    @Test
    void twoKeysInOneFileAreRefused() {
        gpg.key("alice", "ed25519", "2y", THEN);
        gpg.key("bob", "ed25519", "2y", THEN);
        assertThat(refused(gpg.command(new byte[0], List.of("--export-secret-keys"))))
                .contains("2 keys");
    }

    @Test
    void anExpiredKeyDoesNotSign() {
        String key = gpg.key("alice", "ed25519", "20260301T000000", THEN);
        assertThat(refused(gpg.exportSecret(key))).contains("expired");
    }

    @Test
    void aPublicKeyDoesNotSign() {
        String key = gpg.key("alice", "ed25519", "2y", THEN);
        assertThat(refused(gpg.export(key))).contains("none of its keys has a secret part");
    }

    @Test
    void aDamagedSecretIsRefused() throws OpenPgpException {
        String key = gpg.key("alice", "ed25519", "2y", THEN);
        byte[] file = gpg.exportSecret(key);
        Packet first = PacketReader.read(file, 10).getFirst();
        OctetReader in = first.reader();
        PublicKey.ofSecret(in, first.body());
        int headerOfGpg = 2;
        int secret = headerOfGpg + first.length() - in.left();
        file[secret + 10] ^= 1;
        assertThat(refused(file)).contains("checksum");
    }

    private static String refused(byte[] file) {
        var fault = Faults.of(() -> OpenPgpSigner.read(file, "key", NOW));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.SECRET_KEY);
        return fault.why();
    }
}
