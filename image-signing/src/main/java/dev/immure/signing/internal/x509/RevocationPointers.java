package dev.immure.signing.internal.x509;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;

/** Whether a certificate names a place where its issuer tells of revocation: a list, or a responder of OCSP. */
final class RevocationPointers {
    private RevocationPointers() {}

    static boolean arePresent(Certificate certificate) {
        return certificate.extension(Extension.cRLDistributionPoints.getId()).isPresent()
                || certificate
                        .extension(Extension.authorityInfoAccess.getId())
                        // One that cannot be read may name a responder.
                        .map(der -> Asn1.der(der, RevocationPointers::namesResponder)
                                .orElse(true))
                        .orElse(false);
    }

    private static boolean namesResponder(ASN1Primitive value) {
        return Arrays.stream(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
                .map(AccessDescription::getAccessMethod)
                .anyMatch(AccessDescription.id_ad_ocsp::equals);
    }
}
