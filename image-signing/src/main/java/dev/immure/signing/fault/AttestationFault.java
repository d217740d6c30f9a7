package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a signed envelope, the statement in it or its predicate fails. One cause each. */
public enum AttestationFault implements VerificationCode {
    /** The signed envelope is not what DSSE says. */
    ENVELOPE("IMM-ATTEST-ENVELOPE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The envelope has several signatures where one is read. */
    SIGNATURES("IMM-ATTEST-SIGNATURES", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The envelope holds something other than an in-toto statement. */
    PAYLOAD_TYPE("IMM-ATTEST-PAYLOAD-TYPE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signed statement is not what in-toto says. */
    STATEMENT("IMM-ATTEST-STATEMENT", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signed statement is about other things, not about this image. */
    SUBJECT("IMM-ATTEST-SUBJECT", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signed statement says something of another type than is asked for. */
    PREDICATE_TYPE("IMM-ATTEST-PREDICATE-TYPE", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** What the statement says is not what its type says. */
    PREDICATE("IMM-ATTEST-PREDICATE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** An envelope, statement or predicate is larger, deeper or longer than is read. */
    LIMIT("IMM-ATTEST-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS);

    private final String id;
    private final FaultKind kind;
    private final RefusalClass refusal;

    AttestationFault(String id, FaultKind kind, RefusalClass refusal) {
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
