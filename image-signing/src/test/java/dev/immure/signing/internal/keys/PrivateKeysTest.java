package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    private static final Supplier<Optional<char[]>> NOBODY_TO_ASK = Optional::empty;

    @TempDir
    Path directory;

    private Openssl openssl;

    @BeforeEach
    void inDirectory() {
        openssl = new Openssl(directory);
    }

    @Test
    void readsPkcs8() {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-384");
        assertBelongsTogether("k.pem");
    }

    @Test
    void readsSec1WithTheParametersBlockBeforeIt() {
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", "k.pem");
        openssl.run("pkey", "-in", "k.pem", "-pubout", "-out", "k.pub");
        assertThat(new String(openssl.read("k.pem"), StandardCharsets.US_ASCII))
                .contains("BEGIN EC PARAMETERS", "BEGIN EC PRIVATE KEY");
        assertBelongsTogether("k.pem");
    }

    @Test
    void readsPkcs1() {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        openssl.run("rsa", "-in", "k.pem", "-traditional", "-out", "k1.pem");
        assertThat(new String(openssl.read("k1.pem"), StandardCharsets.US_ASCII))
                .contains("BEGIN RSA PRIVATE KEY");
        assertBelongsTogether("k1.pem");
    }

    @Test
    void readsEd25519() {
        openssl.generate("k", "ED25519");
        assertBelongsTogether("k.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v2 aes256", "-scrypt"})
    void readsEncryptedPkcs8(String derivation) {
        encrypted(derivation.split(" "));
        PrivateKey key = PrivateKeys.parse(openssl.read("enc.pem"), "enc.pem", () -> password("pässword"));
        assertThat(key.publicPem()).isEqualTo(text("k.pub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v2 aes256", "-scrypt"})
    void refusesAWrongPassword(String derivation) {
        encrypted(derivation.split(" "));
        refuses("enc.pem", () -> password("password"), SigningFault.PASSWORD, "does not fit");
    }

    @Test
    void refusesAnEncryptedKeyWhenNobodyCanBeAsked() {
        encrypted("-v2", "aes256");
        refuses("enc.pem", NOBODY_TO_ASK, SigningFault.PASSWORD, "it is encrypted");
    }

    @Test
    void refusesAKeyDerivationThatWouldTakeHours() throws IOException {
        encryptedWith(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[16], 100_000_000)));
        refuses("enc.pem", () -> password("x"), SigningFault.KEY_KIND, "dearer");
    }

    @Test
    void refusesAKeyDerivationThatWouldTakeAllMemory() throws IOException {
        encryptedWith(
                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[16], 1 << 30, 8, 1)));
        refuses("enc.pem", () -> password("x"), SigningFault.KEY_KIND, "dearer");
    }

    private void encryptedWith(KeyDerivationFunc derivation) throws IOException {
        PBES2Parameters scheme = new PBES2Parameters(
                derivation,
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16])));
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme), new byte[64]);
        String pem = new Pem("ENCRYPTED PRIVATE KEY", info.getEncoded("DER")).text();
        openssl.write("enc.pem", pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesSomethingOlderThanPbes2() {
        openssl.generate("k", "ED25519");
        openssl.run("pkcs8", "-topk8", "-in", "k.pem", "-out", "old.pem", "-v1", "PBE-SHA1-3DES", "-passout", "pass:x");
        refuses("old.pem", () -> password("x"), SigningFault.KEY_KIND, "older than PBES2");
    }

    @Test
    void refusesTheOldEncryptionInsidePem() {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        openssl.run("rsa", "-in", "k.pem", "-traditional", "-aes128", "-passout", "pass:x", "-out", "old.pem");
        refuses("old.pem", () -> password("x"), SigningFault.KEY_KIND, "openssl pkcs8 -topk8");
    }

    @Test
    void refusesAWeakPrivateKey() {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:1024");
        refuses("k.pem", NOBODY_TO_ASK, SigningFault.WEAK_KEY, "1024");
    }

    /** All parts but the private exponent, the third, which the Chinese remainder theorem makes needless. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7, 8})
    void refusesAnRsaKeyWhosePartsContradictEachOther(int part) throws IOException {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(
                Pem.parse(openssl.read("k.pem")).orElseThrow().getFirst().der());
        ASN1Encodable[] parts = ASN1Sequence.getInstance(info.parsePrivateKey()).toArray();
        parts[part] =
                new ASN1Integer(ASN1Integer.getInstance(parts[part]).getValue().add(BigInteger.TWO));
        Pem broken = new Pem("RSA PRIVATE KEY", new DERSequence(parts).getEncoded("DER"));
        openssl.write("broken.pem", broken.text().getBytes(StandardCharsets.US_ASCII));
        Fault fault = Faults.of(() -> PrivateKeys.parse(openssl.read("broken.pem"), "broken.pem", NOBODY_TO_ASK));
        // A modulus that is not a product of two primes is weak before it is wrong.
        assertThat(fault.code()).isIn(SigningFault.KEY, SigningFault.WEAK_KEY);
    }

    @Test
    void refusesAPublicKey() {
        openssl.generate("k", "ED25519");
        refuses("k.pub", NOBODY_TO_ASK, SigningFault.KEY, "not a private key");
    }

    @Test
    void signsTheSameBytesEveryTime() {
        PrivateKey key = PrivateKeys.generateEcdsaP256();
        byte[] message = {1, 2, 3};
        assertThat(key.sign(message)).isEqualTo(key.sign(message));
    }

    @Test
    void generatedKeysDifferAndSurviveBeingWritten() {
        PrivateKey key = PrivateKeys.generateEcdsaP256();
        PrivateKey again = PrivateKeys.parse(key.privatePem().getBytes(StandardCharsets.US_ASCII), "k", NOBODY_TO_ASK);
        assertThat(again.publicPem()).isEqualTo(key.publicPem());
        assertThat(PrivateKeys.generateEcdsaP256().publicPem()).isNotEqualTo(key.publicPem());
        openssl.write("mine.pem", key.privatePem().getBytes(StandardCharsets.US_ASCII));
        openssl.run("pkey", "-in", "mine.pem", "-pubout", "-out", "mine.pub");
        assertThat(text("mine.pub")).isEqualTo(key.publicPem());
    }

    private void encrypted(String... derivation) {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        // Through a file: an argument would depend on the locale.
        openssl.write("password", "pässword".getBytes(StandardCharsets.UTF_8));
        List<String> arguments = new ArrayList<>(
                List.of("pkcs8", "-topk8", "-in", "k.pem", "-out", "enc.pem", "-passout", "file:password"));
        arguments.addAll(List.of(derivation));
        openssl.run(arguments.toArray(String[]::new));
    }

    private void assertBelongsTogether(String name) {
        PrivateKey key = PrivateKeys.parse(openssl.read(name), name, NOBODY_TO_ASK);
        assertThat(key.publicPem()).isEqualTo(text("k.pub"));
        byte[] message = "message".getBytes(StandardCharsets.UTF_8);
        assertThat(key.publicKey().verify(message, key.sign(message))).isPresent();
    }

    private static Optional<char[]> password(String text) {
        return Optional.of(text.toCharArray());
    }

    private String text(String name) {
        return new String(openssl.read(name), StandardCharsets.US_ASCII);
    }

    private void refuses(String name, Supplier<Optional<char[]>> password, SigningFault code, String why) {
        Fault fault = Faults.of(() -> PrivateKeys.parse(openssl.read(name), name, password));
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
    }
}
