package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {
    @TempDir
    Path directory;

    private Openssl openssl;

    @BeforeEach
    void inDirectory() {
        openssl = new Openssl(directory);
    }

    @ParameterizedTest
    @CsvSource({"P-256, ecdsa-p256", "P-384, ecdsa-p384", "P-521, ecdsa-p521"})
    void readsEcdsaKeysOfOpenssl(String curve, String kind) {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve);
        assertThat(parse("k.pub").kind()).isEqualTo(kind);
    }

    @Test
    void readsEd25519AndRsaKeysOfOpenssl() {
        openssl.generate("ed", "ED25519");
        openssl.generate("rsa", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        assertThat(parse("ed.pub").kind()).isEqualTo("ed25519");
        assertThat(parse("rsa.pub").kind()).isEqualTo("rsa-2048");
    }

    @Test
    void fingerprintIsTheHashThatOpensslsDerGives() {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.run("pkey", "-pubin", "-in", "k.pub", "-outform", "DER", "-out", "k.der");
        assertThat(parse("k.pub").fingerprint()).isEqualTo(Digest.of(openssl.read("k.der")));
    }

    @Test
    void refusesAShortRsaKey() {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:1024");
        refuses("k.pub", SigningFault.WEAK_KEY, "1024 bits");
    }

    @Test
    void refusesAnRsaKeyJustBelowTheFloor() {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2047");
        refuses("k.pub", SigningFault.WEAK_KEY, "2047 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "17"})
    void refusesASmallRsaExponent(String exponent) {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:" + exponent);
        refuses("k.pub", SigningFault.WEAK_KEY, "exponent");
    }

    /** Who attaches a certificate chooses how long it takes to verify with it. */
    @Test
    void anRsaExponentHasAtMostThirtyTwoBitsAndIsOdd() throws Exception {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        BigInteger modulus = ((RsaKey) parse("k.pub")).parameters().getModulus();
        BigInteger limit = BigInteger.TWO.pow(32);
        write("most.pub", rsa(modulus, limit.subtract(BigInteger.ONE)));
        assertThat(parse("most.pub").kind()).isEqualTo("rsa-2048");
        write("large.pub", rsa(modulus, limit.add(BigInteger.ONE)));
        refuses("large.pub", SigningFault.WEAK_KEY, "not between 65537 and 2^32");
        write("huge.pub", rsa(modulus, modulus.subtract(BigInteger.TWO)));
        refuses("huge.pub", SigningFault.WEAK_KEY, "not between 65537 and 2^32");
        write("even.pub", rsa(modulus, BigInteger.valueOf(65538)));
        refuses("even.pub", SigningFault.WEAK_KEY, "exponent is even");
    }

    @Test
    void refusesTheRsaExponentOne() throws Exception {
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        BigInteger modulus = ((RsaKey) parse("k.pub")).parameters().getModulus();
        write("e1.pub", rsa(modulus, BigInteger.ONE));
        refuses("e1.pub", SigningFault.WEAK_KEY, "exponent");
    }

    @Test
    void refusesAnRsaModulusWithASmallFactor() throws Exception {
        BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE).or(BigInteger.ONE);
        write("k.pub", rsa(modulus.multiply(BigInteger.valueOf(15)), BigInteger.valueOf(65537)));
        refuses("k.pub", SigningFault.WEAK_KEY, "not a key");
    }

    @Test
    void refusesAnRsaModulusThatTakesTooLong() throws Exception {
        write("k.pub", rsa(BigInteger.ONE.shiftLeft(8192).add(BigInteger.ONE), BigInteger.valueOf(65537)));
        refuses("k.pub", SigningFault.KEY_KIND, "8193 bits");
    }

    @ParameterizedTest
    @CsvSource({"prime192v1", "secp224r1"})
    void refusesASmallCurve(String curve) {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve);
        refuses("k.pub", SigningFault.WEAK_KEY, "too small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256k1", "brainpoolP256r1"})
    void refusesACurveThatIsNotSupported(String curve) {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve);
        refuses("k.pub", SigningFault.KEY_KIND, "not supported");
    }

    @Test
    void refusesACurveGivenByItsParameters() {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit");
        refuses("k.pub", SigningFault.KEY_KIND, "not by name");
    }

    @Test
    void refusesACompressedPointSinceAKeyHasOneSpelling() {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.run("ec", "-pubin", "-in", "k.pub", "-conv_form", "compressed", "-out", "c.pub");
        refuses("c.pub", SigningFault.KEY, "canonical");
    }

    @Test
    void refusesAPointThatIsNotOnItsCurve() throws Exception {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.run("pkey", "-pubin", "-in", "k.pub", "-outform", "DER", "-out", "k.der");
        byte[] der = openssl.read("k.der");
        der[der.length - 1] ^= 1;
        write("off.pub", new Pem("PUBLIC KEY", der));
        refuses("off.pub", SigningFault.KEY, "ASN.1");
    }

    @Test
    void refusesAKeyOfOneCurveUnderTheNameOfAnother() throws Exception {
        openssl.generate("k", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.run("pkey", "-pubin", "-in", "k.pub", "-outform", "DER", "-out", "k.der");
        String der = HexFormat.of().formatHex(openssl.read("k.der"));
        // The name of secp256k1 is three bytes shorter than that of P-256, and so are the lengths around it.
        String swapped =
                der.replace("06082a8648ce3d030107", "06052b8104000a").replaceFirst("^3059301306", "3056301006");
        write("swapped.pub", new Pem("PUBLIC KEY", HexFormat.of().parseHex(swapped)));
        refuses("swapped.pub", SigningFault.KEY_KIND, "not supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
            })
    void refusesAnEd25519PointOfSmallOrder(String point) throws Exception {
        SubjectPublicKeyInfo info = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                HexFormat.of().parseHex(point));
        write("k.pub", new Pem("PUBLIC KEY", info.getEncoded("DER")));
        refuses("k.pub", SigningFault.WEAK_KEY, "order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ED448", "X25519"})
    void refusesOtherAlgorithms(String algorithm) {
        openssl.generate("k", algorithm);
        refuses("k.pub", SigningFault.KEY_KIND, "not supported");
    }

    @Test
    void refusesAKeyThatIsForPssOnly() {
        openssl.generate("k", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048");
        refuses("k.pub", SigningFault.KEY_KIND, "not supported");
    }

    @Test
    void refusesAPrivateKeyInThePlaceOfAPublicOne() {
        openssl.generate("k", "ED25519");
        refuses("k.pem", SigningFault.KEY, "PRIVATE KEY");
    }

    @Test
    void refusesTwoKeysInOneFile() {
        openssl.generate("k", "ED25519");
        openssl.write("two.pub", (text("k.pub") + text("k.pub")).getBytes(StandardCharsets.UTF_8));
        refuses("two.pub", SigningFault.KEY, "2 PEM blocks");
    }

    @Test
    void refusesTextAroundTheKey() {
        openssl.generate("k", "ED25519");
        openssl.write("text.pub", ("the key:\n" + text("k.pub")).getBytes(StandardCharsets.UTF_8));
        refuses("text.pub", SigningFault.KEY, "not PEM");
    }

    @Test
    void refusesBytesAfterTheKey() throws Exception {
        openssl.generate("k", "ED25519");
        openssl.run("pkey", "-pubin", "-in", "k.pub", "-outform", "DER", "-out", "k.der");
        byte[] longer = Arrays.copyOf(openssl.read("k.der"), openssl.read("k.der").length + 1);
        write("long.pub", new Pem("PUBLIC KEY", longer));
        refuses("long.pub", SigningFault.KEY, "");
    }

    @Test
    void refusesAsn1ThatIsNestedWithoutEnd() throws Exception {
        byte[] der = new byte[60_000];
        Arrays.fill(der, (byte) 0x30);
        for (int i = 1; i < der.length; i += 2) {
            der[i] = (byte) 0x80;
        }
        write("deep.pub", new Pem("PUBLIC KEY", der));
        refuses("deep.pub", SigningFault.KEY, "");
    }

    /** Looking for primes takes up to a second, and strangers attach hundreds of certificates. */
    @Test
    void aModulusIsTestedForAPrimeWhereItIsTrustedAndNotInEveryCertificate() throws Exception {
        byte[] key = rsa(BigInteger.probablePrime(2048, new Random(7)), BigInteger.valueOf(65537))
                .der();
        assertThat(Faults.of(() -> PublicKeys.ofDer(key, "k")).code()).isEqualTo(SigningFault.WEAK_KEY);
        assertThat(PublicKeys.ofCertificate(key, "k").kind()).isEqualTo("rsa-2048");
    }

    @Test
    void anEvenModulusIsNoKeyOfACertificateEither() throws Exception {
        byte[] key =
                rsa(BigInteger.ONE.shiftLeft(2047), BigInteger.valueOf(65537)).der();
        assertThat(Faults.of(() -> PublicKeys.ofCertificate(key, "k")).code()).isEqualTo(SigningFault.WEAK_KEY);
    }

    private static Pem rsa(BigInteger modulus, BigInteger exponent) throws Exception {
        SubjectPublicKeyInfo info = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new RSAPublicKey(modulus, exponent));
        return new Pem("PUBLIC KEY", info.getEncoded("DER"));
    }

    private void write(String name, Pem block) {
        openssl.write(name, block.text().getBytes(StandardCharsets.US_ASCII));
    }

    private String text(String name) {
        return new String(openssl.read(name), StandardCharsets.UTF_8);
    }

    private VerificationKey parse(String name) {
        return PublicKeys.parse(openssl.read(name), name);
    }

    private void refuses(String name, SigningFault code, String why) {
        Fault fault = Faults.of(() -> parse(name));
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
        assertThat(fault.on()).isEqualTo(name);
    }
}
