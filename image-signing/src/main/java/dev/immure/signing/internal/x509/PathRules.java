package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What each certificate of a path must fulfil (RFC 5280, 6.1), signatures and validity aside. Certificate policies
 * are not asked for, so none is refused; a constraint on them is an unknown critical extension. Stricter than the RFC in
 * three points: the trust anchor is held to the rules as well, an authority must say what its key is for, and an
 * authority that names extended uses cannot give others.
 */
final class PathRules {
    private static final Set<String> UNDERSTOOD = Set.of(
            Extension.basicConstraints.getId(),
            Extension.keyUsage.getId(),
            Extension.extendedKeyUsage.getId(),
            Extension.subjectAlternativeName.getId(),
            Extension.nameConstraints.getId(),
            Extension.certificatePolicies.getId());

    private final List<Certificate> path;
    private final LeafPurpose purpose;

    /** @param path leaf first, anchor last */
    PathRules(List<Certificate> path, LeafPurpose purpose) {
        this.path = path;
        this.purpose = purpose;
    }

    /** @throws ImmureException with the first rule that does not hold, from the anchor down */
    void check() {
        for (int i = path.size() - 1; i >= 0; i--) {
            Certificate certificate = path.get(i);
            checkCriticalExtensions(certificate);
            if (i > 0) {
                checkAuthority(certificate, i);
            }
        }
        purpose.check(path.getFirst());
    }

    private static void checkCriticalExtensions(Certificate certificate) {
        for (String oid : certificate.criticalExtensions()) {
            if (!UNDERSTOOD.contains(oid)) {
                throw CertificateFaults.untrusted(
                        CertificateFault.CRITICAL,
                        certificate,
                        "its critical extension " + oid + " is not understood",
                        "Use a certificate without it");
            }
        }
    }

    /** @param position in the path; so many certificates stand below it */
    private void checkAuthority(Certificate authority, int position) {
        if (!authority.isAuthority() || !authority.isCritical(Extension.basicConstraints.getId())) {
            throw notAuthority(authority, "it has issued a certificate and is no authority by a critical extension");
        }
        if (!authority.keyUses().orElse(Set.of()).contains(KeyUse.KEY_CERT_SIGN)) {
            throw notAuthority(authority, "its key is not for signing certificates");
        }
        List<Certificate> below = path.subList(0, position);
        // RFC 5280, 4.2.1.9: authorities that stand between it and the leaf and are not self-issued.
        long between =
                below.stream().skip(1).filter(each -> !each.isSelfIssued()).count();
        authority
                .fields()
                .pathLength()
                .filter(limit -> limit.compareTo(BigInteger.valueOf(between)) < 0)
                .ifPresent(limit -> {
                    throw notAuthority(authority, between + " authorities stand below it, and it allows " + limit);
                });
        checkExtendedUses(authority, position);
        below.forEach(each -> NameRules.check(authority, each));
    }

    private void checkExtendedUses(Certificate authority, int position) {
        boolean anchor = position == path.size() - 1;
        boolean refused = !anchor
                && authority
                        .extendedUses()
                        .filter(uses -> !uses.contains(purpose.oid()) && !uses.contains(LeafPurpose.ANY))
                        .isPresent();
        if (refused) {
            throw notAuthority(authority, "it may not issue certificates for this purpose");
        }
    }

    private static ImmureException notAuthority(Certificate certificate, String why) {
        return CertificateFaults.untrusted(
                CertificateFault.NOT_CA,
                certificate,
                why,
                "Have the certificate issued by an authority that may issue it");
    }
}
