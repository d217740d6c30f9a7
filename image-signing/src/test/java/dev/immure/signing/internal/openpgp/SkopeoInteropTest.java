package dev.immure.signing.internal.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** skopeo and gpg sign, and Immure checks; Immure signs, and skopeo checks. */
class SkopeoInteropTest {
    private static final String NAME = "registry.example/team/app:v1";
    private static final byte[] MANIFEST = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":\
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}""".getBytes(StandardCharsets.UTF_8);
    private static final Digest SUBJECT = Digest.of(MANIFEST);

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

    @ParameterizedTest
    @CsvSource({
        "rsa2048, openpgp-rsa-2048-sha512",
        "rsa3072, openpgp-rsa-3072-sha512",
        "ed25519, openpgp-ed25519-sha256",
        "nistp256, openpgp-ecdsa-p256-sha256",
        "nistp384, openpgp-ecdsa-p384-sha384",
        "nistp521, openpgp-ecdsa-p521-sha512"
    })
    void whatSkopeoSignsIsAccepted(String algorithm, String label) {
        String key = gpg.key("alice", algorithm, "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, key);
        CheckLog checks = new CheckLog();
        OpenPgpSignature signature = verify(message, gpg.export(key), checks);
        assertThat(signature.fingerprint()).isEqualToIgnoringCase(key);
        assertThat(signature.reference().text()).isEqualTo(NAME);
        assertThat(signature.image()).isEqualTo(SUBJECT);
        assertThat(signature.names()).containsExactly("alice <alice@example.com>");
        assertThat(signature.algorithm()).isEqualTo(label);
        assertThat(checks.list()).allMatch(check -> check.result() instanceof Check.Passed);
        assertThat(checks.list().stream().map(Check::name))
                .containsExactly(
                        "openpgp-message",
                        "payload-format",
                        "payload-type",
                        "payload-digest",
                        "openpgp-issuer",
                        "signature",
                        "openpgp-revocation",
                        "openpgp-key-binding",
                        "openpgp-key-validity",
                        "openpgp-signature-expiry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "ed25519", "nistp256", "nistp384", "nistp521"})
    void skopeoAcceptsWhatImmureSigns(String algorithm) {
        String key = gpg.key("alice", algorithm, "2y");
        byte[] message = signer(key).sign(reference(), SUBJECT, Instant.now());
        assertThat(gpg.skopeoAccepts(MANIFEST, NAME, key, message)).isTrue();
        byte[] other = (new String(MANIFEST, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        assertThat(gpg.skopeoAccepts(other, NAME, key, message)).isFalse();
        assertThat(gpg.skopeoAccepts(MANIFEST, "registry.example/team/other:v1", key, message))
                .isFalse();
        assertThat(verify(message, gpg.export(key), new CheckLog()).fingerprint())
                .isEqualToIgnoringCase(key);
    }

    @Test
    void aSubkeySignsForItsPrimaryKey() {
        String primary = gpg.key("alice", "rsa2048", "2y");
        String subkey = gpg.subkey(primary, "ed25519", "sign", "1y");
        gpg.subkey(primary, "cv25519", "encrypt", "1y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, primary);
        OpenPgpSignature signature = verify(message, gpg.export(primary), new CheckLog());
        assertThat(signature.signingFingerprint()).isEqualToIgnoringCase(subkey);
        assertThat(signature.fingerprint()).isEqualToIgnoringCase(primary);
        assertThat(signature.signer()).isNotEqualTo(signature.signingKey());
    }

    @Test
    void twoSubkeysOfOneKeyAreOneSigner() {
        String primary = gpg.key("alice", "ed25519", "2y");
        String first = gpg.subkey(primary, "ed25519", "sign", "1y");
        String second = gpg.subkey(primary, "rsa2048", "sign", "1y");
        byte[] keyring = gpg.export(primary);
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        OpenPgpSignature one = verify(gpg.sign(text, "-u", first + "!"), keyring, new CheckLog());
        OpenPgpSignature two = verify(gpg.sign(text, "-u", second + "!"), keyring, new CheckLog());
        assertThat(one.signingKey()).isNotEqualTo(two.signingKey());
        assertThat(one.signer()).isEqualTo(two.signer());
    }

    @Test
    void theSignersNewestSubkeySigns() {
        String primary = gpg.key("alice", "ed25519", "2y", "--faked-system-time", "20260101T000000!");
        gpg.subkey(primary, "rsa2048", "sign", "1y", "--faked-system-time", "20260201T000000!");
        String newest = gpg.subkey(primary, "ed25519", "sign", "2y", "--faked-system-time", "20260301T000000!");
        gpg.subkey(primary, "cv25519", "encrypt", "1y", "--faked-system-time", "20260401T000000!");
        Instant now = Instant.parse("2026-05-01T00:00:00Z");
        OpenPgpSigner signer = OpenPgpSigner.read(gpg.exportSecret(primary), "key", now);
        assertThat(signer.fingerprint()).isEqualToIgnoringCase(newest);
        byte[] message = signer.sign(reference(), SUBJECT, now);
        assertThat(verifyAt(message, gpg.export(primary), now).fingerprint()).isEqualToIgnoringCase(primary);
    }

    @Test
    void anArmouredKeyringIsRead() {
        String key = gpg.key("alice", "ed25519", "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, key);
        byte[] armoured = gpg.gpg("--armor", "--comment", "a comment", "--export", key);
        assertThat(new String(armoured, StandardCharsets.US_ASCII)).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");
        assertThat(verify(message, armoured, new CheckLog()).fingerprint()).isEqualToIgnoringCase(key);
    }

    @Test
    void aKeyringOfSeveralKeysIsRead() {
        String alice = gpg.key("alice", "ed25519", "2y");
        String bob = gpg.key("bob", "nistp256", "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, bob);
        byte[] keyring = gpg.export(alice, bob);
        assertThat(verify(message, keyring, new CheckLog()).fingerprint()).isEqualToIgnoringCase(bob);
        assertThat(Keyring.read(keyring, "keyring").fingerprints()).hasSize(2).contains(bob.toLowerCase(Locale.ROOT));
    }

    @Test
    void aStrangersSignatureIsRefused() {
        String alice = gpg.key("alice", "ed25519", "2y");
        String mallory = gpg.key("mallory", "ed25519", "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, mallory);
        refused(message, gpg.export(alice), OpenPgpFault.UNKNOWN_KEY, mallory.toLowerCase(Locale.ROOT));
    }

    @Test
    void aSignatureOverAnotherImageIsRefused() {
        String key = gpg.key("alice", "ed25519", "2y");
        byte[] message = gpg.skopeoSigns("{}".getBytes(StandardCharsets.UTF_8), NAME, key);
        refused(message, gpg.export(key), OpenPgpFault.WRONG_DIGEST, "about image");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-u bob | MESSAGE | tags [4, 4, 11, 2, 2]",
                "--store | MESSAGE | tags [11]",
                "--detach-sign | MESSAGE | tags [2]",
                "--clearsign | PACKET | octet 45",
                "--armor | PACKET | octet 45",
                "--textmode | UNSUPPORTED | of type 1",
                "--digest-algo SHA1 | WEAK | broken",
                "--digest-algo SHA224 | UNSUPPORTED | algorithm 11",
                "--compress-algo bzip2 | UNSUPPORTED | algorithm 3",
                "--set-notation !a@example.com=b | UNSUPPORTED | critical subpacket of type 20"
            })
    void whatIsNotOneSoundSignatureIsRefused(String options, OpenPgpFault code, String why) {
        String key = gpg.key("alice", "ed25519", "2y");
        gpg.key("bob", "ed25519", "2y");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        List<String> all = new ArrayList<>(List.of("-u", key));
        all.addAll(List.of(options.split(" ", -1)));
        byte[] message = options.equals("--store") || options.equals("--detach-sign") || options.equals("--clearsign")
                ? gpg.command(text, all)
                : gpg.sign(text, all.toArray(String[]::new));
        refused(message, gpg.export(key, "bob"), code, why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zip", "zlib"})
    void anyCompressionThatGpgUsesIsRead(String compression) {
        String key = gpg.key("alice", "ed25519", "2y");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        byte[] message = gpg.sign(text, "-u", key, "--compress-algo", compression);
        assertThat(verify(message, gpg.export(key), new CheckLog()).image()).isEqualTo(SUBJECT);
    }

    @Test
    void aCosignStatementUnderOpenPgpIsRefused() {
        String key = gpg.key("alice", "ed25519", "2y");
        String text = new String(AtomicStatement.encode(reference(), SUBJECT), StandardCharsets.UTF_8)
                .replace("atomic container signature", "cosign container image signature");
        byte[] message = gpg.sign(text.getBytes(StandardCharsets.UTF_8), "-u", key);
        refused(message, gpg.export(key), OpenPgpFault.WRONG_TYPE, "cosign container image signature");
    }

    @Test
    void aKeyOfWeakKindIsRefused() {
        String key = gpg.key("alice", "rsa1024", "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, key);
        refused(message, gpg.export(key), OpenPgpFault.KEY_UNFIT, "RSA modulus has 1024 bits");
    }

    @Test
    void anExpiredKeyIsRefusedUnlessAskedForItsTime() {
        String key = gpg.key("alice", "ed25519", "20260601T000000", "--faked-system-time", "20260101T000000!");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        byte[] message = gpg.sign(text, "-u", key, "--faked-system-time", "20260301T000000!");
        byte[] keyring = gpg.export(key);
        refused(message, keyring, OpenPgpFault.KEY_EXPIRED, "expired at 2026-06-01");
        assertThat(verifyAt(message, keyring, Instant.parse("2026-05-01T00:00:00Z"))
                        .time()
                        .source()
                        .label())
                .isEqualTo("given");
        refusedAt(message, keyring, "2026-02-01T00:00:00Z", OpenPgpFault.TIME, "to come");
        refusedAt(message, keyring, "2025-12-01T00:00:00Z", OpenPgpFault.KEY_UNFIT, "without a statement");
    }

    @Test
    void aSubkeyWhosePrimaryKeyExpiredIsRefused() {
        String key = gpg.key("alice", "ed25519", "20260601T000000", "--faked-system-time", "20260101T000000!");
        String subkey =
                gpg.subkey(key, "ed25519", "sign", "20280101T000000", "--faked-system-time", "20260102T000000!");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        byte[] message = gpg.sign(text, "-u", subkey + "!", "--faked-system-time", "20260301T000000!");
        refused(message, gpg.export(key), OpenPgpFault.KEY_EXPIRED, "key " + key.toLowerCase(Locale.ROOT));
    }

    @Test
    void anExtendedKeyCountsAgain() {
        String key = gpg.key("alice", "ed25519", "20260601T000000", "--faked-system-time", "20260101T000000!");
        gpg.gpg("--faked-system-time", "20260501T000000!", "--quick-set-expire", key, "20300101T000000");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        byte[] message = gpg.sign(text, "-u", key, "--faked-system-time", "20260301T000000!");
        assertThat(verify(message, gpg.export(key), new CheckLog()).image()).isEqualTo(SUBJECT);
    }

    @Test
    void anExpiredSignatureIsRefused() {
        String key = gpg.key("alice", "ed25519", "2y", "--faked-system-time", "20260101T000000!");
        byte[] text = AtomicStatement.encode(reference(), SUBJECT);
        byte[] message = gpg.sign(
                text, "-u", key, "--faked-system-time", "20260301T000000!", "--default-sig-expire", "20260401T000000");
        refused(message, gpg.export(key), OpenPgpFault.SIGNATURE_EXPIRED, "expired at 2026-04-01");
    }

    @Test
    void aRevokedKeyIsRefusedWheneverItSigned() {
        String key = gpg.key("alice", "ed25519", "2y");
        byte[] message = gpg.skopeoSigns(MANIFEST, NAME, key);
        gpg.importRevocation(key);
        refused(message, gpg.export(key), OpenPgpFault.KEY_REVOKED, "is revoked");
    }

    @Test
    void aRevokedSubkeyIsRefused() {
        String key = gpg.key("alice", "ed25519", "2y");
        String subkey = gpg.subkey(key, "ed25519", "sign", "1y");
        byte[] message = gpg.sign(AtomicStatement.encode(reference(), SUBJECT), "-u", subkey + "!");
        gpg.answer("key 1\nrevkey\ny\n0\n\ny\nsave\n", "--edit-key", key);
        refused(message, gpg.export(key), OpenPgpFault.KEY_REVOKED, subkey.toLowerCase(Locale.ROOT));
    }

    private OpenPgpSigner signer(String key) {
        return OpenPgpSigner.read(gpg.exportSecret(key), "key", Instant.now());
    }

    private static SignedReference reference() {
        return SignedReference.parse(NAME).orElseThrow();
    }

    private static OpenPgpSignature verify(byte[] message, byte[] keyring, CheckLog checks) {
        return OpenPgpVerifier.verify(
                message,
                "signature-1",
                SUBJECT,
                Keyring.read(keyring, "keyring"),
                new TrustedTime(Instant.now(), TrustedTime.Source.CLOCK),
                checks);
    }

    private static OpenPgpSignature verifyAt(byte[] message, byte[] keyring, Instant at) {
        return OpenPgpVerifier.verify(
                message,
                "signature-1",
                SUBJECT,
                Keyring.read(keyring, "keyring"),
                new TrustedTime(at, TrustedTime.Source.GIVEN),
                new CheckLog());
    }

    private static void refused(byte[] message, byte[] keyring, OpenPgpFault code, String why) {
        var fault = Faults.of(() -> verify(message, keyring, new CheckLog()));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
    }

    private static void refusedAt(byte[] message, byte[] keyring, String at, OpenPgpFault code, String why) {
        var fault = Faults.of(() -> verifyAt(message, keyring, Instant.parse(at)));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
    }
}
