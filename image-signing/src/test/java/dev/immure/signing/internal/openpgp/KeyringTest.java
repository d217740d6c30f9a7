package dev.immure.signing.internal.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.BareKeys;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keyrings by gpg, with one thing changed: what the owner of a key says about it is believed under his signature alone. */
class KeyringTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final Digest IMAGE = Digest.of(new byte[] {1});
    private static final byte[] TEXT =
            AtomicStatement.encode(SignedReference.parse("registry.example/app").orElseThrow(), IMAGE);
    private static final String[] THEN = {"--faked-system-time", "20260101T000000!"};

    @TempDir
    static Path directory;

    private static Gnupg gpg;
    private static String alice;
    private static String subkey;
    private static String mallory;
    private static byte[] keyring;
    private static byte[] byPrimary;
    private static byte[] bySubkey;

    @BeforeAll
    static void keys() {
        gpg = new Gnupg(directory);
        alice = gpg.key("alice", "ed25519", "2y", THEN);
        subkey = gpg.subkey(alice, "rsa2048", "sign", "2y", THEN);
        mallory = gpg.key("mallory", "nistp256", "2y", THEN);
        keyring = gpg.export(alice);
        byPrimary = gpg.sign(TEXT, "-u", alice + "!", "--faked-system-time", "20260301T000000!");
        bySubkey = gpg.sign(TEXT, "-u", subkey + "!", "--faked-system-time", "20260301T000000!");
    }

    @AfterAll
    static void endTheAgent() {
        gpg.close();
    }

    @Test
    void bothKeysCount() {
        assertThat(verify(byPrimary, keyring).fingerprint()).isEqualToIgnoringCase(alice);
        assertThat(verify(bySubkey, keyring).fingerprint()).isEqualToIgnoringCase(alice);
    }

    @Test
    void aKeyWithoutAStatementOfItsOwnIsUnfit() throws OpenPgpException {
        byte[] bare = without(keyring, packet -> packet.is(Packet.SIGNATURE));
        assertThat(fault(byPrimary, bare).code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
        assertThat(fault(bySubkey, bare).code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
    }

    @Test
    void aStatementOverAnotherNameDoesNotCount() throws OpenPgpException {
        byte[] renamed = changed(keyring, Packet.USER_ID, body -> body[0] ^= 1);
        assertThat(fault(byPrimary, renamed).code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
    }

    @Test
    void anotherSubkeyUnderTheSameBindingDoesNotCount() throws OpenPgpException {
        List<Packet> packets = PacketReader.read(keyring, 100);
        String second = gpg.subkey(mallory, "rsa2048", "sign", "2y", THEN);
        Packet other = PacketReader.read(gpg.export(mallory), 100).stream()
                .filter(packet -> packet.is(Packet.PUBLIC_SUBKEY))
                .findFirst()
                .orElseThrow();
        byte[] swapped = written(packets.stream()
                .map(packet -> packet.is(Packet.PUBLIC_SUBKEY) ? other : packet)
                .toList());
        byte[] message = gpg.sign(TEXT, "-u", second + "!", "--faked-system-time", "20260301T000000!");
        assertThat(fault(message, swapped).code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
    }

    /** mallory puts alice's signing subkey under his own key: her signatures must not become his. */
    @Test
    void anAdoptedSubkeyDoesNotSignForItsThief() throws OpenPgpException {
        Packet stolen = PacketReader.read(keyring, 100).stream()
                .filter(packet -> packet.is(Packet.PUBLIC_SUBKEY))
                .findFirst()
                .orElseThrow();
        List<Packet> his =
                new ArrayList<>(PacketReader.read(gpg.export(mallory), 100).subList(0, 3));
        his.add(stolen);
        his.add(bindingByMallory(stolen));
        Fault fault = fault(bySubkey, written(his));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
        assertThat(fault.why()).contains("not bound");
    }

    private static Packet bindingByMallory(Packet stolen) throws OpenPgpException {
        Packet own = PacketReader.read(gpg.exportSecret(mallory), 100).getFirst();
        SecretKey secret = SecretKey.read(own, "mallory");
        PrivateKey key = secret.secret().orElseThrow();
        TransferableKey owner = KeyringReader.read(gpg.export(mallory)).getFirst();
        byte[] hashed = new PacketWriter()
                .octets(PacketWriter.subpacket(
                        Subpacket.CREATION_TIME,
                        new PacketWriter().number32(NOW.getEpochSecond()).done()))
                .octets(PacketWriter.subpacket(Subpacket.KEY_FLAGS, new byte[] {2}))
                .done();
        byte[] signedPart = Signature.signedPart(Signature.SUBKEY_BINDING, PublicKey.ECDSA, 8, hashed);
        byte[] message = Signature.message(owner.bound(PublicKey.read(stolen)), signedPart);
        byte[] hash = BareKeys.hashOf(key).of(message);
        PacketWriter body =
                new PacketWriter().octets(signedPart).number16(0).octet(hash[0]).octet(hash[1]);
        BareKeys.sign(key, message).forEach(body::integer);
        Packet binding = new Packet(Packet.SIGNATURE, body.done());
        // The binding itself is good; only the subkey's consent is missing.
        assertThat(Signature.read(binding.reader()).isBy(owner.primary(), owner.bound(PublicKey.read(stolen))))
                .isTrue();
        return binding;
    }

    @Test
    void aKeyThatVouchesForItselfWithSha1IsUnfit() {
        String old = gpg.key(
                "old", "ed25519", "2y", "--faked-system-time", "20260101T000000!", "--cert-digest-algo", "SHA1");
        byte[] message = gpg.sign(TEXT, "-u", old, "--faked-system-time", "20260301T000000!");
        Fault fault = fault(message, gpg.export(old));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.KEY_UNFIT);
        assertThat(fault.why()).contains("SHA-1");
    }

    @Test
    void aKeyThatOnlyCertifiesDoesNotSign() throws OpenPgpException {
        String authority = certifyOnly();
        byte[] secret = gpg.exportSecret(authority);
        SecretKey key = SecretKey.read(PacketReader.read(secret, 100).getFirst(), "authority");
        assertThat(key.secret()).isPresent();
        assertThat(Faults.of(() -> OpenPgpSigner.read(secret, "authority", NOW)).why())
                .contains("may not sign");
    }

    private static String certifyOnly() {
        gpg.gpg(
                "--faked-system-time",
                "20260101T000000!",
                "--quick-generate-key",
                "authority",
                "ed25519",
                "cert",
                "2y");
        return "authority";
    }

    @Test
    void aForeignRevocationInTheKeyringCountsToo() throws OpenPgpException {
        List<Packet> packets = new ArrayList<>(PacketReader.read(keyring, 100));
        byte[] revocation = packets.get(2).body();
        revocation[1] = (byte) Signature.KEY_REVOCATION;
        packets.add(1, new Packet(Packet.SIGNATURE, revocation));
        assertThat(fault(byPrimary, written(packets)).code()).isEqualTo(OpenPgpFault.KEY_REVOKED);
    }

    @Test
    void aRevocationOfVersion3Counts() throws OpenPgpException {
        List<Packet> packets = new ArrayList<>(PacketReader.read(keyring, 100));
        byte[] revocation = {3, 5, (byte) Signature.KEY_REVOCATION};
        packets.add(1, new Packet(Packet.SIGNATURE, revocation));
        assertThat(fault(byPrimary, written(packets)).code()).isEqualTo(OpenPgpFault.KEY_REVOKED);
    }

    @Test
    void aNameThatWasTakenBackIsNotShownAndItsStatementDoesNotCount() {
        String key = gpg.key("twonames", "ed25519", "2y", THEN);
        gpg.gpg("--faked-system-time", "20260102T000000!", "--quick-add-uid", key, "second <second@example.com>");
        gpg.gpg("--faked-system-time", "20260103T000000!", "--quick-revoke-uid", key, "second <second@example.com>");
        byte[] message = gpg.sign(TEXT, "-u", key, "--faked-system-time", "20260301T000000!");
        assertThat(verify(message, gpg.export(key)).names()).containsExactly("twonames <twonames@example.com>");
    }

    @Test
    void oneKeyTwiceIsRefused() {
        byte[] twice = Arrays.copyOf(keyring, 2 * keyring.length);
        System.arraycopy(keyring, 0, twice, keyring.length, keyring.length);
        assertThat(refused(twice)).contains("twice");
    }

    @Test
    void aSecretKeyIsNoKeyring() {
        assertThat(refused(gpg.exportSecret(alice))).contains("secret key");
    }

    @Test
    void gnupgsOwnDatabaseIsNoKeyring() throws IOException {
        assertThat(refused(Files.readAllBytes(directory.resolve("gpg/pubring.kbx"))))
                .contains("database");
    }

    @Test
    void otherFilesAreNoKeyring() {
        assertThat(refused(new byte[0])).contains("0 keys");
        assertThat(refused("-----BEGIN PUBLIC KEY-----\n".getBytes(StandardCharsets.UTF_8)))
                .contains("neither");
        assertThat(refused(byPrimary)).contains("tag 8");
        assertThat(refused(new byte[Keyring.MAX_FILE + 1])).contains("octets");
    }

    @Test
    void damagedArmourIsRefused() {
        String good = new String(gpg.gpg("--armor", "--export", alice), StandardCharsets.US_ASCII);
        assertThat(Keyring.read(ascii(good), "keyring").fingerprints()).hasSize(1);
        List<String> lines = good.lines().toList();
        String sum = lines.get(lines.size() - 2);
        assertThat(sum).startsWith("=");
        assertThat(refused(ascii(good.replace(sum, "=AAAA")))).contains("checksum");
        assertThat(refused(ascii(good + "x"))).contains("follows");
        assertThat(refused(ascii(good.replace("PUBLIC", "PRIVATE")))).contains("not a PGP PUBLIC");
        assertThat(refused(ascii(good.replaceFirst("\n\n", "\n\n!")))).contains("base64");
        assertThat(refused(ascii("x\n" + good))).contains("neither");
    }

    @Test
    void aKeyOfVersion3IsRefused() throws OpenPgpException {
        byte[] old = changed(keyring, Packet.PUBLIC_KEY, body -> body[0] = 3);
        assertThat(refused(old)).contains("version 3");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] without(byte[] file, Predicate<Packet> drop) throws OpenPgpException {
        return written(
                PacketReader.read(file, 100).stream().filter(drop.negate()).toList());
    }

    private interface Change {
        void apply(byte[] body);
    }

    private static byte[] changed(byte[] file, int tag, Change change) throws OpenPgpException {
        return written(PacketReader.read(file, 100).stream()
                .map(packet -> {
                    byte[] body = packet.body();
                    if (packet.is(tag)) {
                        change.apply(body);
                    }
                    return new Packet(packet.tag(), body);
                })
                .toList());
    }

    private static byte[] written(List<Packet> packets) {
        PacketWriter out = new PacketWriter();
        packets.forEach(packet -> out.octets(PacketWriter.packet(packet.tag(), packet.body())));
        return out.done();
    }

    private static String refused(byte[] file) {
        Fault fault = Faults.of(() -> Keyring.read(file, "keyring"));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.KEYRING);
        return fault.why();
    }

    private static OpenPgpSignature verify(byte[] message, byte[] file) {
        return OpenPgpVerifier.verify(
                message,
                "signature-1",
                IMAGE,
                Keyring.read(file, "keyring"),
                new TrustedTime(NOW, TrustedTime.Source.GIVEN),
                new CheckLog());
    }

    private static Fault fault(byte[] message, byte[] file) {
        return Faults.of(() -> verify(message, file));
    }
}
