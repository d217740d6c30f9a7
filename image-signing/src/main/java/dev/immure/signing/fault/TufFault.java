package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which an update of the root of trust over TUF fails. One cause each. */
public enum TufFault implements VerificationCode {
    /** A metadata file is not what the TUF specification says. */
    METADATA("IMM-TUF-METADATA", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** A file is larger, or the chain of roots longer, than is read. */
    LIMIT("IMM-TUF-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** Fewer distinct keys of its role signed a metadata file than the root demands. */
    SIGNATURES("IMM-TUF-SIGNATURES", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** A metadata file has another version than the file that names it says. */
    VERSION("IMM-TUF-VERSION", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** A metadata file is older than one that was accepted before. */
    ROLLBACK("IMM-TUF-ROLLBACK", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A metadata file has expired: the repository is neglected, or somebody holds back what is newer. */
    EXPIRED("IMM-TUF-EXPIRED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A file has another length or hash than signed metadata says. */
    CONTENT("IMM-TUF-CONTENT", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The repository lacks a file that it must have. */
    MISSING("IMM-TUF-MISSING", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signed list of targets does not have the file that is asked for. */
    TARGET("IMM-TUF-TARGET", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The repository could not be reached, or answered with an error. */
    FETCH("IMM-TUF-FETCH", FaultKind.HOST),
    /** The repository is neither a directory, nor HTTPS, nor HTTP of this machine. */
    SOURCE("IMM-TUF-SOURCE", FaultKind.USAGE),
    /** What was accepted before cannot be read or written down. */
    STATE("IMM-TUF-STATE", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    TufFault(String id, FaultKind kind, RefusalClass refusal) {
        this(id, kind, Optional.of(refusal));
    }

    TufFault(String id, FaultKind kind) {
        this(id, kind, Optional.empty());
    }

    TufFault(String id, FaultKind kind, Optional<RefusalClass> refusal) {
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
        return refusal;
    }
}
