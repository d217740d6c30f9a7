package dev.immure.signing.internal.keys;

import dev.immure.signing.internal.keys.SignatureAlgorithm.Scheme;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/**
 * A curve that counts, with the hashes that are taken with it, the one to sign with first. cosign signs with the hash of
 * the curve's size; until 2025 it used SHA-256 for all (sigstore/sigstore, pull request 2014), and such signatures are
 * still about.
 */
record EcdsaCurve(String label, Scheme scheme, ASN1ObjectIdentifier oid, List<Variant> variants) {
    static final EcdsaCurve P256 = new EcdsaCurve(
            "ecdsa-p256",
            Scheme.ECDSA_P256,
            SECObjectIdentifiers.secp256r1,
            List.of(new Variant(Hash.SHA_256, SignatureAlgorithm.ECDSA_P256_SHA256)));
    static final EcdsaCurve P384 = new EcdsaCurve(
            "ecdsa-p384",
            Scheme.ECDSA_P384,
            SECObjectIdentifiers.secp384r1,
            List.of(
                    new Variant(Hash.SHA_384, SignatureAlgorithm.ECDSA_P384_SHA384),
                    new Variant(Hash.SHA_256, SignatureAlgorithm.ECDSA_P384_SHA256)));
    static final EcdsaCurve P521 = new EcdsaCurve(
            "ecdsa-p521",
            Scheme.ECDSA_P521,
            SECObjectIdentifiers.secp521r1,
            List.of(
                    new Variant(Hash.SHA_512, SignatureAlgorithm.ECDSA_P521_SHA512),
                    new Variant(Hash.SHA_256, SignatureAlgorithm.ECDSA_P521_SHA256)));
    private static final List<EcdsaCurve> ALL = List.of(P256, P384, P521);

    /** A hash, and the algorithm that the curve makes of it. */
    record Variant(Hash hash, SignatureAlgorithm algorithm) {}

    static Optional<EcdsaCurve> of(ASN1ObjectIdentifier oid) {
        return ALL.stream().filter(curve -> curve.oid().equals(oid)).findFirst();
    }

    ECNamedDomainParameters domain() {
        // The hand-optimised implementations; same curves, several times faster than the generic ones.
        return new ECNamedDomainParameters(oid, CustomNamedCurves.getByOID(oid));
    }
}
