package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a sigstore bundle, what it leans on, or the trusted root fails. One cause each. */
public enum SigstoreFault implements VerificationCode {
    /** The sigstore bundle, or what cosign attaches in its place, is not what the format says. */
    BUNDLE("IMM-SIGSTORE-BUNDLE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** Something in the sigstore bundle is larger, or more often there, than is read. */
    LIMIT("IMM-SIGSTORE-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** The sigstore bundle holds the same log entry or the same timestamp twice. */
    DUPLICATE("IMM-SIGSTORE-DUPLICATE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signature is not good: forged, damaged, by another key, or over something else. */
    SIGNATURE("IMM-SIGSTORE-SIGNATURE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The sigstore bundle is about another artifact. */
    WRONG_DIGEST("IMM-SIGSTORE-WRONG-DIGEST", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** There are fewer log entries than are asked for, or none with the evidence that is asked for. */
    NO_LOG_ENTRY("IMM-SIGSTORE-NO-LOG-ENTRY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** An entry of a transparency log that the trusted root does not name, or not for that time. */
    UNKNOWN_LOG("IMM-SIGSTORE-UNKNOWN-LOG", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The log's promise to include the entry is not signed by the log, or promises another entry. */
    PROMISE("IMM-SIGSTORE-PROMISE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The log's checkpoint is malformed, not signed by the log, or about another tree. */
    CHECKPOINT("IMM-SIGSTORE-CHECKPOINT", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The inclusion proof does not lead from the entry to the tree of the checkpoint. */
    INCLUSION("IMM-SIGSTORE-INCLUSION", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The log entry is of a kind that is not known, or is not what its kind says. */
    LOG_BODY("IMM-SIGSTORE-LOG-BODY", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The log entry names another digest, signature, key or certificate. */
    LOG_MISMATCH("IMM-SIGSTORE-LOG-MISMATCH", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** A timestamp is not by an authority of the trusted root, or is over something else. */
    TIMESTAMP("IMM-SIGSTORE-TIMESTAMP", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** Nobody who is trusted says when the signature was made, and its certificate has long expired. */
    NO_TIME("IMM-SIGSTORE-NO-TIME", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature was made when its key or certificate did not count, or in the future. */
    TIME("IMM-SIGSTORE-TIME", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signing certificate is not one, or not by a certificate authority of the trusted root. */
    CERTIFICATE("IMM-SIGSTORE-CERTIFICATE", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** No certificate transparency log of the trusted root has seen the signing certificate. */
    SCT("IMM-SIGSTORE-SCT", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The certificate is for somebody else than is asked for. */
    IDENTITY("IMM-SIGSTORE-IDENTITY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The bundle is signed with a key where a certificate is asked for, or the reverse. */
    SIGNER_KIND("IMM-SIGSTORE-SIGNER-KIND", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The trusted root is malformed. */
    TRUSTED_ROOT("IMM-SIGSTORE-TRUSTED-ROOT", FaultKind.USAGE),
    /** A trusted root is needed and none is given. */
    NO_TRUSTED_ROOT("IMM-SIGSTORE-NO-TRUSTED-ROOT", FaultKind.USAGE),
    /** The identity asked for is empty, not anchored, or not a pattern that is supported. */
    IDENTITY_RULE("IMM-SIGSTORE-IDENTITY-RULE", FaultKind.USAGE),
    /** What is asked of verify-bundle does not go together, or is not offered. */
    USAGE("IMM-SIGSTORE-USAGE", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    SigstoreFault(String id, FaultKind kind, RefusalClass refusal) {
        this(id, kind, Optional.of(refusal));
    }

    SigstoreFault(String id, FaultKind kind) {
        this(id, kind, Optional.empty());
    }

    SigstoreFault(String id, FaultKind kind, Optional<RefusalClass> refusal) {
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
