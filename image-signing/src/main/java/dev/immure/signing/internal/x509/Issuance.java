package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.util.Arrays;

/** Whether one certificate was issued by the holder of another. */
final class Issuance {
    private Issuance() {}

    /** Byte for byte, as RFC 5280, 4.1.2.4 has an issuer write it. */
    static boolean isNamed(Certificate certificate, Certificate issuer) {
        return Arrays.equals(Certificate.encoded(certificate.issuerName()), Certificate.encoded(issuer.subjectName()));
    }

    /** @throws ImmureException with ALGORITHM of {@link CertificateFault}, or KEY of the issuer */
    static boolean isSigned(Certificate certificate, Certificate issuer) {
        CertificateFields fields = certificate.fields();
        if (fields.algorithms().isEmpty()) {
            throw CertificateFaults.untrusted(
                    CertificateFault.ALGORITHM,
                    certificate,
                    "it is signed with " + fields.tbs().getSignature().getAlgorithm()
                            + ", which is broken or not supported",
                    "Have it issued with SHA-256 or better");
        }
        return issuer.verify(
                        fields.algorithms(),
                        certificate.signedPart(),
                        fields.signature().getOctets())
                .isPresent();
    }
}
