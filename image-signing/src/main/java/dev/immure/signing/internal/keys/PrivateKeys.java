package dev.immure.signing.internal.keys;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * Reads private keys: PKCS#8 plain ({@code PRIVATE KEY}) or encrypted ({@code ENCRYPTED PRIVATE KEY}), SEC1
 * ({@code EC PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}), and cosign's own
 * ({@code ENCRYPTED SIGSTORE PRIVATE KEY}, {@code ENCRYPTED COSIGN PRIVATE KEY}).
 */
public final class PrivateKeys {
    private static final int RSA_MAX_BITS = 8192;
    private static final byte[] PROBE = {};
    /** The header by which openssl used to encrypt inside PEM (RFC 1421), with a key made by one round of MD5. */
    private static final String OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED";

    private PrivateKeys() {}

    /**
     * @param on what to call the key in a fault
     * @param password asked only when the key is encrypted; empty means that none can be had
     */
    public static PrivateKey parse(byte[] pem, String on, Supplier<Optional<char[]>> password) {
        Pem block = only(pem, on);
        try {
            return proven(PrivateKey.of(parameters(info(block, on, password), on), on), on);
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw KeyFaults.malformed(on, "its ASN.1 is not that of a private key");
        } finally {
            Arrays.fill(block.der(), (byte) 0);
        }
    }

    /** An RSA key file repeats itself; parts that contradict each other would give signatures that nobody accepts. */
    private static PrivateKey proven(PrivateKey key, String on) {
        try {
            key.sign(PROBE);
            return key;
        } catch (IllegalStateException | ArithmeticException e) {
            throw KeyFaults.malformed(on, "its numbers do not belong together");
        }
    }

    public static PrivateKey generateEcdsaP256() {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(EcdsaCurve.P256.domain(), new SecureRandom()));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return PrivateKey.of(pair.getPrivate(), "a new key");
    }

    /** `openssl ecparam -genkey` puts an {@code EC PARAMETERS} block before the key; it repeats the curve. */
    private static Pem only(byte[] pem, String on) {
        List<Pem> blocks = Pem.parse(pem).orElseThrow(() -> notPem(pem, on));
        List<Pem> keys = blocks.stream()
                .filter(block -> !block.label().equals("EC PARAMETERS"))
                .toList();
        if (keys.size() != 1) {
            throw KeyFaults.malformed(on, "it holds " + keys.size() + " keys, and one is needed");
        }
        return keys.getFirst();
    }

    private static ImmureException notPem(byte[] pem, String on) {
        return new String(pem, StandardCharsets.ISO_8859_1).contains(OLD_ENCRYPTION)
                ? KeyFaults.kind(on, "it is encrypted in the way before PKCS#8; convert it: openssl pkcs8 -topk8")
                : KeyFaults.malformed(on, "it is not PEM");
    }

    private static PrivateKeyInfo info(Pem block, String on, Supplier<Optional<char[]>> password) throws IOException {
        return switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.der());
            case "EC PRIVATE KEY" -> sec1(block.der(), on);
            case "RSA PRIVATE KEY" ->
                wrap(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(block.der()));
            case "ENCRYPTED PRIVATE KEY" -> Pkcs8Encryption.decrypt(block.der(), on, password);
            case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY" ->
                CosignKeyBox.decrypt(block.der(), on, password);
            default -> throw KeyFaults.malformed(on, "it holds a " + block.label() + ", not a private key");
        };
    }

    private static PrivateKeyInfo sec1(byte[] der, String on) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(der);
        if (key.getParametersObject() == null) {
            throw KeyFaults.malformed(on, "it does not name its curve");
        }
        return wrap(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
    }

    private static PrivateKeyInfo wrap(AlgorithmIdentifier algorithm, ASN1Encodable key) throws IOException {
        return new PrivateKeyInfo(algorithm, key);
    }

    private static AsymmetricKeyParameter parameters(PrivateKeyInfo info, String on) throws IOException {
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            ECDomainParameters domain = PublicKeys.curve(algorithm, on).domain();
            BigInteger secret = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
            return new ECPrivateKeyParameters(secret, domain); // refuses what is not in 1..n-1
        }
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()), on);
        }
        if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)
                && PrivateKeyFactory.createKey(info) instanceof Ed25519PrivateKeyParameters key) {
            return key;
        }
        throw KeyFaults.kind(on, "its algorithm " + algorithm.getAlgorithm().getId() + " is not supported");
    }

    private static AsymmetricKeyParameter rsa(RSAPrivateKey key, String on) {
        if (key.getModulus().bitLength() > RSA_MAX_BITS) {
            throw KeyFaults.kind(on, "its RSA modulus has more than " + RSA_MAX_BITS + " bits");
        }
        return new RSAPrivateCrtKeyParameters(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient());
    }
}
