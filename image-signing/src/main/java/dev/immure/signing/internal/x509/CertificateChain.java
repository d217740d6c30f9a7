package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.time.Instant;
import java.util.List;

/**
 * A path of certificates, each issued by the next: each signature is good, and each certificate fulfils the rules of RFC
 * 5280, 6.1.
 *
 * <p>The walk is Immure's own, over ASN.1 and name constraints of BouncyCastle. The JDK's CertPathValidator takes its
 * list of broken algorithms from a file of the host, refuses some real certificates already when reading them, and
 * checks ECDSA less strictly than {@link dev.immure.signing.internal.keys.VerificationKey}; a test compares the two.
 *
 * @param certificates leaf first
 */
public record CertificateChain(List<Certificate> certificates) {
    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain has a certificate");
        }
    }

    /**
     * Finds a path to a trusted certificate that holds at one moment. Only an anchor ends it: a root among the intermediates is one more certificate to get by. A leaf
     * that is itself an anchor needs no issuer.
     *
     * @param intermediates in any order; those that do not belong are passed over
     * @param anchors trusted by whoever verifies
     * @throws ImmureException with the {@link CertificateFault} of the first path that reaches
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

    /**
     * Takes certificates as they stand as one whole path, up to a root that has signed itself. Says nothing of trust, nor
     * of any moment.
     *
     * @throws ImmureException with ORDER of {@link CertificateFault} when they are none, else with the rule that does not
     *     hold
     */
    public static CertificateChain ordered(List<Certificate> given, LeafPurpose purpose) {
        CertificateChain chain = new CertificateChain(given);
        for (int i = 0; i < given.size(); i++) {
            Certificate issuer = given.get(Math.min(i + 1, given.size() - 1));
            if (!Issuance.isNamed(given.get(i), issuer) || !Issuance.isSigned(given.get(i), issuer)) {
                throw CertificateFaults.untrusted(
                        CertificateFault.ORDER,
                        given.get(i),
                        "the next certificate has not issued it, and the last must have issued itself",
                        "Sign with the whole chain, from the signer's certificate to the root");
            }
        }
        new PathRules(given, purpose).check();
        return chain;
    }

    /**
     * Refuses the chain when one of its certificates was not valid at a moment.
     *
     * @throws ImmureException with VALIDITY of {@link CertificateFault}, about the one that is furthest up
     */
    public void requireValid(Instant at) {
        for (Certificate certificate : certificates.reversed()) {
            if (at.isBefore(certificate.notBefore())) {
                throw invalid(certificate, "it was not valid before " + certificate.notBefore(), at);
            }
            // The last second counts as a whole (RFC 5280, 4.1.2.5).
            if (!at.isBefore(certificate.notAfter().plusSeconds(1))) {
                throw invalid(certificate, "it expired at " + certificate.notAfter(), at);
            }
        }
    }

    private static ImmureException invalid(Certificate certificate, String why, Instant at) {
        return CertificateFaults.untrusted(
                CertificateFault.VALIDITY,
                certificate,
                why + ", and the moment that counts is " + at,
                "Sign with a valid certificate, and have the signature time-stamped so that it outlives it");
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
