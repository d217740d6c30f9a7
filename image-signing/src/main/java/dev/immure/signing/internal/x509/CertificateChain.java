package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import java.time.Instant;
import java.util.List;

/**
 * A path from a certificate to a trusted one that holds at one moment: each signature is good, and each certificate
 * fulfils the rules of RFC 5280, 6.1.
 *
 * <p>The walk is Immure's own, over ASN.1 and name constraints of BouncyCastle. The JDK's CertPathValidator takes its
 * list of broken algorithms from a file of the host, refuses some real certificates already when reading them, and
 * checks ECDSA less strictly than {@link dev.immure.signing.internal.keys.VerificationKey}; a test compares the two.
 *
 * @param certificates leaf first, the trusted one last
 * @param at the moment at which the path holds
 */
public record CertificateChain(List<Certificate> certificates, Instant at) {
    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain has a certificate");
        }
    }

    /**
     * Finds such a path. Only an anchor ends it: a root among the intermediates is one more certificate to get by. A leaf
     * that is itself an anchor needs no issuer.
     *
     * @param intermediates in any order; those that do not belong are passed over
     * @param anchors trusted by whoever verifies
     * @throws ImmureException with the {@link dev.immure.signing.fault.CertificateFault} of the first path that reaches
     *     an anchor and does not hold, or UNTRUSTED when none does
     */
    public static CertificateChain find(
            Certificate leaf,
            List<Certificate> intermediates,
            List<Certificate> anchors,
            Instant at,
            LeafPurpose purpose) {
        return new PathSearch(intermediates, anchors, at, purpose).from(leaf);
    }

    public Certificate leaf() {
        return certificates.getFirst();
    }

    public Certificate anchor() {
        return certificates.getLast();
    }

    /** The certificate above one of this chain; for the anchor, the anchor. */
    public Certificate issuerOf(Certificate certificate) {
        int position = certificates.indexOf(certificate);
        return certificates.get(Math.min(position + 1, certificates.size() - 1));
    }
}
