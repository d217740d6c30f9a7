package dev.immure.signing.internal.x509;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/**
 * Which certificates of an issuer a list is about (RFC 5280, 5.2.5). One that is only for authorities says nothing about
 * a signer, however good it looks.
 *
 * @param points names of the place where it is published; none when it is for all places
 */
record RevocationScope(boolean onlyUsers, boolean onlyAuthorities, Set<String> points) {
    static final RevocationScope ALL = new RevocationScope(false, false, Set.of());

    static RevocationScope of(IssuingDistributionPoint point) throws IOException {
        return new RevocationScope(
                point.onlyContainsUserCerts(),
                point.onlyContainsCACerts(),
                names(Optional.ofNullable(point.getDistributionPoint())));
    }

    /** What makes it a list of a kind that is not understood. */
    static Optional<String> unsupported(IssuingDistributionPoint point) {
        if (point.isIndirectCRL()) {
            return Optional.of("it lists certificates of other issuers");
        }
        if (point.onlyContainsAttributeCerts()) {
            return Optional.of("it lists attribute certificates");
        }
        return point.getOnlySomeReasons() == null
                ? Optional.empty()
                : Optional.of("it lists what was revoked for some reasons only");
    }

    boolean covers(Certificate certificate) {
        boolean kind = certificate.isAuthority() ? !onlyUsers : !onlyAuthorities;
        return kind && (points.isEmpty() || !disjoint(points, points(certificate)));
    }

    private static boolean disjoint(Set<String> some, Set<String> others) {
        return some.stream().noneMatch(others::contains);
    }

    private static Set<String> points(Certificate certificate) {
        return certificate
                .extension(Extension.cRLDistributionPoints.getId())
                .flatMap(der -> Asn1.der(der, RevocationScope::points))
                .orElse(Set.of());
    }

    private static Set<String> points(ASN1Primitive value) throws IOException {
        Set<String> out = new HashSet<>();
        for (DistributionPoint point : CRLDistPoint.getInstance(value).getDistributionPoints()) {
            out.addAll(names(Optional.ofNullable(point.getDistributionPoint())));
        }
        return out;
    }

    /** Full names only: one relative to the issuer is a name that nothing here compares. */
    private static Set<String> names(Optional<DistributionPointName> name) throws IOException {
        Set<String> out = new HashSet<>();
        if (name.isPresent()) {
            if (name.get().getType() != DistributionPointName.FULL_NAME) {
                throw new IllegalArgumentException("a relative name");
            }
            for (GeneralName each :
                    GeneralNames.getInstance(name.get().getName()).getNames()) {
                out.add(Arrays.toString(each.getEncoded()));
            }
        }
        return out;
    }
}
