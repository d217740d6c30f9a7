package dev.immure.signing.internal.keys;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.util.BigIntegers;

/**
 * Keys that are written as bare numbers, and OpenPGP's signatures, which are too (RFC 9580, 5.2.3 and 5.5.5). Each key is first written as a
 * SubjectPublicKeyInfo and read back, so that the rules of {@link PublicKeys} hold, and a key has one fingerprint whether
 * it comes in an OpenPGP keyring or in PEM.
 */
public final class BareKeys {
    private static final int COORDINATE = 32;

    private BareKeys() {}

    /** @throws ImmureException when the key is weak or of a kind that is not supported */
    public static VerificationKey rsa(BigInteger modulus, BigInteger exponent, String on) {
        return read(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new RSAPublicKey(modulus, exponent), on);
    }

    /**
     * @param curve the contents of the curve's object identifier
     * @param point not compressed
     */
    public static VerificationKey ecdsa(byte[] curve, byte[] point, String on) {
        return read(X9ObjectIdentifiers.id_ecPublicKey, curve(curve, on).oid(), point, on);
    }

    /** @param point 32 octets (RFC 8032) */
    public static VerificationKey ed25519(byte[] point, String on) {
        return read(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), point, on);
    }

    /** Whether the numbers are a signature of this key over the message. Never throws for any numbers. */
    public static boolean verify(VerificationKey key, Hash hash, byte[] message, List<BigInteger> numbers) {
        return switch (key) {
            case RsaKey rsa ->
                numbers.size() == 1
                        && fixed(numbers.getFirst(), RsaPkcs1.length(rsa.parameters()))
                                .filter(signature ->
                                        RsaPkcs1.verify(rsa.parameters(), hash, hash.of(message), signature))
                                .isPresent();
            case EcdsaKey ec -> numbers.size() == 2 && ecdsa(ec, hash, message, numbers);
            case Ed25519Key ed -> numbers.size() == 2 && ed25519(ed, hash.of(message), numbers);
        };
    }

    private static boolean ecdsa(EcdsaKey key, Hash hash, byte[] message, List<BigInteger> numbers) {
        // RFC 9580, 5.2.3.2: the hash is not shorter than the curve. The curve's own hash is the shortest that is not.
        if (hash.compareTo(key.curve().variants().getFirst().hash()) < 0) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key.parameters());
        return verifier.verifySignature(hash.of(message), numbers.getFirst(), numbers.getLast());
    }

    /** The scheme of GnuPG before RFC 9580: Ed25519 over the hash, the halves of the signature as integers. */
    private static boolean ed25519(Ed25519Key key, byte[] hash, List<BigInteger> numbers) {
        Optional<byte[]> first = fixed(numbers.getFirst(), COORDINATE);
        Optional<byte[]> second = fixed(numbers.getLast(), COORDINATE);
        if (first.isEmpty() || second.isEmpty()) {
            return false;
        }
        byte[] signature = new byte[2 * COORDINATE];
        System.arraycopy(first.get(), 0, signature, 0, COORDINATE);
        System.arraycopy(second.get(), 0, signature, COORDINATE, COORDINATE);
        return key.verify(SignatureAlgorithm.ED25519, hash, signature);
    }

    private static Optional<byte[]> fixed(BigInteger number, int length) {
        return number.bitLength() > 8 * length
                ? Optional.empty()
                : Optional.of(BigIntegers.asUnsignedByteArray(length, number));
    }

    /** Signs in the way that {@link #verify} checks, with {@link #hashOf} the key. */
    public static List<BigInteger> sign(PrivateKey key, byte[] message) {
        return switch (key.publicKey()) {
            case RsaKey rsa -> List.of(new BigInteger(1, key.sign(message)));
            case EcdsaKey ec -> {
                EcdsaDer.Pair pair = EcdsaDer.decode(key.sign(message)).orElseThrow();
                yield List.of(pair.r(), pair.s());
            }
            case Ed25519Key ed -> {
                byte[] signature = key.sign(hashOf(key).of(message));
                yield List.of(
                        new BigInteger(1, signature, 0, COORDINATE),
                        new BigInteger(1, signature, COORDINATE, COORDINATE));
            }
        };
    }

    /** The hash that {@link #sign} takes, which is part of what is signed. */
    public static Hash hashOf(PrivateKey key) {
        return switch (key.publicKey()) {
            case RsaKey rsa -> Hash.SHA_256;
            case EcdsaKey ec -> ec.curve().variants().getFirst().hash();
            case Ed25519Key ed -> Hash.SHA_512;
        };
    }

    /** A secret key whose numbers belong together; each is checked against the others when it first signs. */
    public static PrivateKey secretRsa(
            BigInteger modulus, BigInteger exponent, BigInteger secret, BigInteger p, BigInteger q, String on) {
        try {
            BigInteger one = BigInteger.ONE;
            return PrivateKey.of(
                    new RSAPrivateCrtKeyParameters(
                            modulus,
                            exponent,
                            secret,
                            p,
                            q,
                            secret.mod(p.subtract(one)),
                            secret.mod(q.subtract(one)),
                            q.modInverse(p)),
                    on);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw KeyFaults.weak(on, "its RSA numbers are not a key");
        }
    }

    public static PrivateKey secretEcdsa(byte[] curve, BigInteger secret, String on) {
        try {
            return PrivateKey.of(
                    new ECPrivateKeyParameters(secret, curve(curve, on).domain()), on);
        } catch (IllegalArgumentException e) {
            throw KeyFaults.weak(on, "its secret number is not one of the curve");
        }
    }

    public static PrivateKey secretEd25519(BigInteger seed, String on) {
        byte[] octets = fixed(seed, COORDINATE)
                .orElseThrow(() -> KeyFaults.malformed(on, "its secret has more than " + COORDINATE + " octets"));
        return PrivateKey.of(new Ed25519PrivateKeyParameters(octets), on);
    }

    private static EcdsaCurve curve(byte[] contents, String on) {
        try {
            return PublicKeys.curve(
                    new AlgorithmIdentifier(
                            X9ObjectIdentifiers.id_ecPublicKey, ASN1ObjectIdentifier.fromContents(contents)),
                    on);
        } catch (IllegalArgumentException e) {
            throw KeyFaults.malformed(on, "its curve is not an object identifier");
        }
    }

    private static VerificationKey read(
            ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Encodable key, String on) {
        try {
            return read(
                    new AlgorithmIdentifier(algorithm, parameters),
                    key.toASN1Primitive().getEncoded("DER"),
                    on);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // encoding in memory
        }
    }

    private static VerificationKey read(
            ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, byte[] key, String on) {
        return read(new AlgorithmIdentifier(algorithm, parameters), key, on);
    }

    private static VerificationKey read(AlgorithmIdentifier algorithm, byte[] key, String on) {
        try {
            return PublicKeys.ofDer(new SubjectPublicKeyInfo(algorithm, key).getEncoded("DER"), on);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // encoding in memory
        }
    }
}
