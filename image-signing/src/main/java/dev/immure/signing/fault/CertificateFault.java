package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which an X.509 certificate, a chain of them, or a list of revoked ones fails. One cause each. */
public enum CertificateFault implements VerificationCode {
    /** What should be a certificate is not one in DER, or contradicts itself. */
    MALFORMED("IMM-CERT-MALFORMED", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** Certificates are larger, or more of them, than is read. */
    LIMIT("IMM-CERT-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** A certificate holds a key that is weak, of an unsupported kind, or unusually encoded. */
    KEY("IMM-CERT-KEY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A certificate is signed with an algorithm that is broken or not supported. */
    ALGORITHM("IMM-CERT-ALGORITHM", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** No chain of good signatures leads from the certificate to one that is trusted. */
    UNTRUSTED("IMM-CERT-UNTRUSTED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** Certificates that should be one whole chain are none, in the order in which they stand. */
    ORDER("IMM-CERT-ORDER", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A certificate of the chain had expired, or was not valid yet, at the moment that counts. */
    VALIDITY("IMM-CERT-VALIDITY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A certificate of the chain has issued another and may not, or not that deep. */
    NOT_CA("IMM-CERT-NOT-CA", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A certificate has a name that an authority above it may not give. */
    NAME("IMM-CERT-NAME", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A certificate has a critical extension that is not understood. */
    CRITICAL("IMM-CERT-CRITICAL", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The certificate that signed is not for this purpose. */
    PURPOSE("IMM-CERT-PURPOSE", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The issuer of a certificate has revoked it. */
    REVOKED("IMM-CERT-REVOKED", FaultKind.REFUSED, RefusalClass.REVOKED),
    /** Nothing that was given says whether a certificate is revoked. */
    REVOCATION_UNKNOWN("IMM-CERT-REVOCATION-UNKNOWN", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A file that should be a list of revoked certificates is none that is understood. */
    CRL("IMM-CERT-CRL", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    CertificateFault(String id, FaultKind kind, RefusalClass refusal) {
        this.id = id;
        this.kind = kind;
        this.refusal = Optional.of(refusal);
    }

    CertificateFault(String id, FaultKind kind) {
        this.id = id;
        this.kind = kind;
        this.refusal = Optional.empty();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    @Override
    public Optional<RefusalClass> refusal() {
        return refusal;
    }
}
