package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import dev.immure.signing.internal.x509.KeyUse;
import dev.immure.signing.internal.x509.LeafPurpose;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the Notary specification demands of the certificates in a signature (signature-specification.md, "Certificate
 * Requirements"). Stricter in two points: code signing must be named among the extended uses, and critical extensions
 * and constraints on names are kept, not passed over.
 */
final class SignerRules {
    private static final String KEY_USAGE = "2.5.29.15";

    private static final Set<KeyUse> FORBIDDEN_USES = Set.of(
            KeyUse.KEY_ENCIPHERMENT,
            KeyUse.DATA_ENCIPHERMENT,
            KeyUse.KEY_AGREEMENT,
            KeyUse.KEY_CERT_SIGN,
            KeyUse.CRL_SIGN,
            KeyUse.ENCIPHER_ONLY,
            KeyUse.DECIPHER_ONLY);

    /** TLS server and client, mail, time stamping. */
    private static final Set<String> FORBIDDEN_EXTENDED_USES =
            Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8");

    /** One algorithm for each kind of key ("Algorithm Selection"): no signature chooses its own hash. */
    private static final Map<String, SignatureAlgorithm> ALGORITHMS = Map.of(
            "rsa-2048", SignatureAlgorithm.RSA_PSS_SHA256,
            "rsa-3072", SignatureAlgorithm.RSA_PSS_SHA384,
            "rsa-4096", SignatureAlgorithm.RSA_PSS_SHA512,
            "ecdsa-p256", SignatureAlgorithm.ECDSA_P256_SHA256,
            "ecdsa-p384", SignatureAlgorithm.ECDSA_P384_SHA384,
            "ecdsa-p521", SignatureAlgorithm.ECDSA_P521_SHA512);

    private SignerRules() {}

    /** The certificates as one whole chain from a code signer to a root. */
    static CertificateChain chain(List<Certificate> given) {
        CertificateChain chain = CertificateChain.ordered(given, LeafPurpose.CODE_SIGNING);
        checkLeaf(chain.leaf());
        return chain;
    }

    private static void checkLeaf(Certificate leaf) {
        Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
        leaf.keyUses().ifPresent(uses::addAll);
        if (!leaf.isCritical(KEY_USAGE) || !uses.contains(KeyUse.DIGITAL_SIGNATURE)) {
            throw purpose(leaf, "its key is not critically for digital signatures");
        }
        if (uses.stream().anyMatch(FORBIDDEN_USES::contains)) {
            throw purpose(leaf, "its key is for something beside signatures");
        }
        if (leaf.extendedUses().orElse(Set.of()).stream().anyMatch(FORBIDDEN_EXTENDED_USES::contains)) {
            throw purpose(leaf, "it is for something beside code signing");
        }
    }

    private static ImmureException purpose(Certificate leaf, String why) {
        return NotationFaults.refused(
                CertificateFault.PURPOSE, leaf.name(), why, "Sign with a certificate that is for code signing alone");
    }

    /** Row by row of the specification's table: a header cannot choose (algorithm substitution). */
    static SignatureAlgorithm requireAlgorithm(SignatureAlgorithm named, Certificate leaf, String on) {
        String kind = leaf.key().kind();
        if (ALGORITHMS.get(kind) != named) {
            throw NotationFaults.refused(
                    NotationFault.ALGORITHM,
                    on,
                    "it is made with " + named + ", which is not what a key " + kind + " signs with",
                    "Sign with the algorithm that the Notary specification gives for the key");
        }
        return named;
    }
}
