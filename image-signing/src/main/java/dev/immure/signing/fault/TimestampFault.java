package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a time stamp of RFC 3161 fails. One cause each; its certificates fail as certificates do. */
public enum TimestampFault implements VerificationCode {
    /** What should be a time stamp is not one, or an authority's answer without one. */
    MALFORMED("IMM-TSA-MALFORMED", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** A time stamp is larger, or has more certificates, than is read. */
    LIMIT("IMM-TSA-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** A time stamp is made with a hash or signature algorithm that is broken or not supported. */
    ALGORITHM("IMM-TSA-ALGORITHM", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A time stamp is over something else. */
    IMPRINT("IMM-TSA-IMPRINT", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The certificate that a time stamp binds itself to is not there. */
    SIGNER("IMM-TSA-SIGNER", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signature of a time stamp is wrong. */
    SIGNATURE("IMM-TSA-SIGNATURE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE);

    private final String id;
    private final FaultKind kind;
    private final RefusalClass refusal;

    TimestampFault(String id, FaultKind kind, RefusalClass refusal) {
        this.id = id;
        this.kind = kind;
        this.refusal = refusal;
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
        return Optional.of(refusal);
    }
}
