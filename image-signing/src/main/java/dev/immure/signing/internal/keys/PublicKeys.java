package dev.immure.signing.internal.keys;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Reads public keys and refuses those that must not count.
 *
 * <p>Only one encoding of a key is taken: named curve, uncompressed point, canonical DER. So two files with one key have
 * one fingerprint, and a signer cannot count twice by writing his key in two ways.
 */
public final class PublicKeys {
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int RSA_MIN_BITS = 2048;
    /** Verification takes quadratic time; nobody's key is longer. */
    private static final int RSA_MAX_BITS = 8192;
    /** FIPS 186-5, A.1.1: 2^16 < e < 2^256. Small exponents made forged padding pass (CVE-2006-4339). */
    private static final BigInteger RSA_MIN_EXPONENT = BigInteger.valueOf(65537);

    /**
     * FIPS lets an exponent have 256 bits. Verification takes time in proportion, and Go's crypto/rsa, which made most of these
     * signatures, takes none beyond 2^31, BoringSSL none beyond 2^33.
     */
    private static final int RSA_MAX_EXPONENT_BITS = 32;

    private static final int STRONG_CURVE_BITS = 256;

    private PublicKeys() {}

    /**
     * Reads one {@code PUBLIC KEY} block.
     *
     * @param on what to call the key in a fault
     * @throws ImmureException when it is no key, of an unsupported kind, or weak
     */
    public static VerificationKey parse(byte[] pem, String on) {
        List<Pem> blocks = Pem.parse(pem).orElseThrow(() -> KeyFaults.malformed(on, "it is not PEM"));
        Pem block = blocks.getFirst();
        if (blocks.size() > 1) {
            throw KeyFaults.malformed(on, "it holds " + blocks.size() + " PEM blocks, and a key is one");
        }
        if (!block.label().equals(PUBLIC)) {
            throw KeyFaults.malformed(on, "it holds a " + block.label() + ", not a " + PUBLIC);
        }
        return ofDer(block.der(), on);
    }

    /** Reads the key's SubjectPublicKeyInfo in DER; as {@link #parse} otherwise. */
    public static VerificationKey ofDer(byte[] der, String on) {
        return ofDer(der, on, false);
    }

    /**
     * Reads the key of a certificate; as {@link #ofDer} but for one test, that an RSA modulus is no prime: it takes up to a
     * second, strangers attach hundreds of certificates, and who certifies a key that others can use has given it away.
     */
    public static VerificationKey ofCertificate(byte[] der, String on) {
        return ofDer(der, on, true);
    }

    private static VerificationKey ofDer(byte[] der, String on, boolean quick) {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
            AsymmetricKeyParameter parameters = parameters(info, on, quick);
            if (!Arrays.equals(canonical(parameters), der)) {
                throw KeyFaults.malformed(on, "its encoding is not the canonical one");
            }
            return key(parameters, Digest.of(der));
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw KeyFaults.malformed(on, "its ASN.1 is not that of a public key");
        }
    }

    /** Reads a bare RSAPublicKey (RFC 8017, A.1.1) in DER; as {@link #parse} otherwise. */
    public static VerificationKey ofPkcs1(byte[] der, String on) {
        try {
            AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return ofDer(new SubjectPublicKeyInfo(rsa, der).getEncoded(ASN1Encoding.DER), on);
        } catch (IOException e) {
            throw KeyFaults.malformed(on, "its ASN.1 is not that of a public key");
        }
    }

    /** The PEM text of a SubjectPublicKeyInfo. */
    public static String pemOf(byte[] der) {
        return new Pem(PUBLIC, der).text();
    }

    /** The PEM text of a key made here. */
    static String pem(AsymmetricKeyParameter parameters) throws IOException {
        return new Pem(PUBLIC, canonical(parameters)).text();
    }

    static byte[] canonical(AsymmetricKeyParameter parameters) throws IOException {
        return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(parameters)
                .getEncoded("DER");
    }

    /** The curve of an EC key, by name. */
    static EcdsaCurve curve(AlgorithmIdentifier algorithm, String on) {
        // Explicit parameters can describe a look-alike of a good curve (CVE-2020-0601).
        if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier oid)) {
            throw KeyFaults.kind(on, "its curve is given by parameters, not by name");
        }
        return EcdsaCurve.of(oid).orElseThrow(() -> refusedCurve(oid, on));
    }

    private static ImmureException refusedCurve(ASN1ObjectIdentifier oid, String on) {
        X9ECParameters known = ECNamedCurveTable.getByOID(oid);
        String name = ECNamedCurveTable.getName(oid);
        return known != null && known.getCurve().getFieldSize() < STRONG_CURVE_BITS
                ? KeyFaults.weak(on, "its curve " + name + " is too small")
                : KeyFaults.kind(on, "its curve " + (name == null ? oid.getId() : name) + " is not supported");
    }

    private static AsymmetricKeyParameter parameters(SubjectPublicKeyInfo info, String on, boolean quick)
            throws IOException {
        ASN1ObjectIdentifier kind = info.getAlgorithm().getAlgorithm();
        if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return ecdsa(info, on);
        }
        if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(info, on, quick);
        }
        if (kind.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return ed25519(info, on);
        }
        throw KeyFaults.kind(on, "its algorithm " + kind.getId() + " is not supported");
    }

    private static AsymmetricKeyParameter ecdsa(SubjectPublicKeyInfo info, String on) {
        ECNamedDomainParameters domain = curve(info.getAlgorithm(), on).domain();
        byte[] point = info.getPublicKeyData().getOctets();
        // Both calls refuse a point that is off the curve or at infinity.
        return new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
    }

    private static AsymmetricKeyParameter rsa(SubjectPublicKeyInfo info, String on, boolean quick) throws IOException {
        RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
        int bits = key.getModulus().bitLength();
        if (bits < RSA_MIN_BITS) {
            throw KeyFaults.weak(on, "its RSA modulus has " + bits + " bits");
        }
        if (bits > RSA_MAX_BITS) {
            throw KeyFaults.kind(on, "its RSA modulus has " + bits + " bits, more than " + RSA_MAX_BITS);
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.compareTo(RSA_MIN_EXPONENT) < 0 || exponent.bitLength() > RSA_MAX_EXPONENT_BITS) {
            throw KeyFaults.weak(on, "its RSA exponent is not between 65537 and 2^32");
        }
        if (!exponent.testBit(0)) {
            throw KeyFaults.weak(on, "its RSA exponent is even");
        }
        if (!key.getModulus().testBit(0)) {
            throw KeyFaults.weak(on, "its RSA modulus is even");
        }
        try {
            return new RSAKeyParameters(false, key.getModulus(), exponent, quick);
        } catch (IllegalArgumentException e) {
            // A small factor, or a prime where a product should be.
            throw KeyFaults.weak(on, "its RSA numbers are not a key: " + e.getMessage());
        }
    }

    private static AsymmetricKeyParameter ed25519(SubjectPublicKeyInfo info, String on) {
        byte[] point = info.getPublicKeyData().getOctets();
        // A point of small order lets one signature pass for many messages.
        if (point.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point, 0)) {
            throw KeyFaults.weak(on, "its point is not of the order that Ed25519 asks for");
        }
        return new Ed25519PublicKeyParameters(point);
    }

    private static VerificationKey key(AsymmetricKeyParameter parameters, Digest fingerprint) {
        return switch (parameters) {
            case ECPublicKeyParameters ec -> new EcdsaKey(fingerprint, curveOf(ec), ec);
            case RSAKeyParameters rsa -> new RsaKey(fingerprint, rsa);
            case Ed25519PublicKeyParameters ed -> new Ed25519Key(fingerprint, ed);
            default -> throw new IllegalStateException("no key of this kind comes out of parameters()");
        };
    }

    private static EcdsaCurve curveOf(ECPublicKeyParameters key) {
        ECNamedDomainParameters domain = (ECNamedDomainParameters) key.getParameters();
        return EcdsaCurve.of(domain.getName()).orElseThrow();
    }
}
