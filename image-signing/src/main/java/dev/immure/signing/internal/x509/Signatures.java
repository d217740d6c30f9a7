package dev.immure.signing.internal.x509;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What the algorithm identifiers of X.509 and CMS mean. Those over MD5 and SHA-1 mean nothing here: collisions for both
 * have been turned into certificates (shattered.io, 2017; the Flame malware, 2012).
 */
public final class Signatures {
    /** ECDSA's identifiers name the hash and not the curve: the key has that. */
    private static final List<SignatureAlgorithm> ECDSA_SHA256 = List.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            SignatureAlgorithm.ECDSA_P384_SHA256,
            SignatureAlgorithm.ECDSA_P521_SHA256);

    private static final List<SignatureAlgorithm> ECDSA_SHA384 = List.of(
            SignatureAlgorithm.ECDSA_P256_SHA384,
            SignatureAlgorithm.ECDSA_P384_SHA384,
            SignatureAlgorithm.ECDSA_P521_SHA384);

    private static final List<SignatureAlgorithm> ECDSA_SHA512 = List.of(
            SignatureAlgorithm.ECDSA_P256_SHA512,
            SignatureAlgorithm.ECDSA_P384_SHA512,
            SignatureAlgorithm.ECDSA_P521_SHA512);

    /** RFC 5758, 3.2 and RFC 8410: without parameters. */
    private static final Map<ASN1ObjectIdentifier, List<SignatureAlgorithm>> PLAIN = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, ECDSA_SHA256,
            X9ObjectIdentifiers.ecdsa_with_SHA384, ECDSA_SHA384,
            X9ObjectIdentifiers.ecdsa_with_SHA512, ECDSA_SHA512,
            EdECObjectIdentifiers.id_Ed25519, List.of(SignatureAlgorithm.ED25519));

    /** RFC 4055, 5: the parameters are NULL; some writers leave them out. */
    private static final Map<ASN1ObjectIdentifier, SignatureAlgorithm> RSA = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, SignatureAlgorithm.RSA_PKCS1_SHA256,
            PKCSObjectIdentifiers.sha384WithRSAEncryption, SignatureAlgorithm.RSA_PKCS1_SHA384,
            PKCSObjectIdentifiers.sha512WithRSAEncryption, SignatureAlgorithm.RSA_PKCS1_SHA512);

    private static final Map<ASN1ObjectIdentifier, SignatureAlgorithm> RSA_BY_HASH = Map.of(
            NISTObjectIdentifiers.id_sha256, SignatureAlgorithm.RSA_PKCS1_SHA256,
            NISTObjectIdentifiers.id_sha384, SignatureAlgorithm.RSA_PKCS1_SHA384,
            NISTObjectIdentifiers.id_sha512, SignatureAlgorithm.RSA_PKCS1_SHA512);

    private static final Map<ASN1ObjectIdentifier, Pss> PSS = Map.of(
            NISTObjectIdentifiers.id_sha256, new Pss(SignatureAlgorithm.RSA_PSS_SHA256, 32),
            NISTObjectIdentifiers.id_sha384, new Pss(SignatureAlgorithm.RSA_PSS_SHA384, 48),
            NISTObjectIdentifiers.id_sha512, new Pss(SignatureAlgorithm.RSA_PSS_SHA512, 64));

    private Signatures() {}

    private record Pss(SignatureAlgorithm algorithm, int saltLength) {}

    /** The algorithms of which one was used, the key's curve deciding which; empty when none of them is supported. */
    public static List<SignatureAlgorithm> of(AlgorithmIdentifier identifier) {
        ASN1ObjectIdentifier oid = identifier.getAlgorithm();
        ASN1Encodable parameters = identifier.getParameters();
        if (parameters == null && PLAIN.containsKey(oid)) {
            return PLAIN.get(oid);
        }
        if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return pss(parameters).map(List::of).orElse(List.of());
        }
        boolean none = parameters == null || DERNull.INSTANCE.equals(parameters);
        return none && RSA.containsKey(oid) ? List.of(RSA.get(oid)) : List.of();
    }

    /** As {@link #of}, where CMS names the hash apart from a key's algorithm (RFC 3370, 3.2). */
    public static List<SignatureAlgorithm> of(AlgorithmIdentifier signature, AlgorithmIdentifier hash) {
        if (!signature.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return of(signature);
        }
        return Optional.ofNullable(RSA_BY_HASH.get(hash.getAlgorithm()))
                .map(List::of)
                .orElse(List.of());
    }

    /** RFC 4055, 3.1: one hash throughout, and a salt as long as it. */
    private static Optional<SignatureAlgorithm> pss(ASN1Encodable parameters) {
        if (parameters == null) {
            return Optional.empty(); // the default is SHA-1
        }
        RSASSAPSSparams given = RSASSAPSSparams.getInstance(parameters);
        AlgorithmIdentifier mask = given.getMaskGenAlgorithm();
        ASN1ObjectIdentifier hash = given.getHashAlgorithm().getAlgorithm();
        boolean oneHash = mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                && AlgorithmIdentifier.getInstance(mask.getParameters())
                        .getAlgorithm()
                        .equals(hash);
        return Optional.ofNullable(PSS.get(hash))
                .filter(pss -> oneHash && given.getTrailerField().intValue() == 1)
                .filter(pss -> given.getSaltLength().intValue() == pss.saltLength())
                .map(Pss::algorithm);
    }
}
