package dev.immure.signing.internal.x509;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;

/** The sentences about certificates that cannot be used or do not count. */
final class CertificateFaults {
    private CertificateFaults() {}

    static ImmureException malformed(String on, String why) {
        return fault(
                CertificateFault.MALFORMED,
                "cannot read certificate",
                on,
                why,
                "Give X.509 certificates in DER or PEM");
    }

    static ImmureException limit(String on, String why) {
        return fault(
                CertificateFault.LIMIT,
                "cannot read certificates",
                on,
                why,
                "Leave out certificates that do not belong to the chain");
    }

    static ImmureException untrusted(CertificateFault code, Certificate certificate, String why, String remedy) {
        return fault(code, "cannot trust certificate", certificate.name(), why, remedy);
    }

    private static ImmureException fault(CertificateFault code, String what, String on, String why, String remedy) {
        return new ImmureException(new Fault(code, what, on, why, remedy));
    }
}
