package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which an OpenPGP signature, a keyring or a secret key fails. One cause each. */
public enum OpenPgpFault implements VerificationCode {
    /** The packets of an OpenPGP message are not what RFC 9580 says. */
    PACKET("IMM-PGP-PACKET", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The message is not one text with exactly one signature over it. */
    MESSAGE("IMM-PGP-MESSAGE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The message, its text or its compressed part is larger than is read. */
    LIMIT("IMM-PGP-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** The signature is of a version, type or algorithm that is not read, or demands something unknown. */
    UNSUPPORTED("IMM-PGP-UNSUPPORTED", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signature uses a hash or version that forgers have broken: MD5, SHA-1, version 3. */
    WEAK("IMM-PGP-WEAK", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The keyring has no key that the signature names. */
    UNKNOWN_KEY("IMM-PGP-UNKNOWN-KEY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature is not by the key that it names, or the text was changed. */
    BAD_SIGNATURE("IMM-PGP-BAD-SIGNATURE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The key, or the primary key that it belongs to, has expired. */
    KEY_EXPIRED("IMM-PGP-KEY-EXPIRED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature has expired by its own word. */
    SIGNATURE_EXPIRED("IMM-PGP-SIGNATURE-EXPIRED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature says it was made before its key, or is from the future. */
    TIME("IMM-PGP-TIME", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The key, or the primary key that it belongs to, is revoked. */
    KEY_REVOKED("IMM-PGP-KEY-REVOKED", FaultKind.REFUSED, RefusalClass.REVOKED),
    /** The key may not sign: its owner does not say so, or it is weak, or of a kind that is not supported. */
    KEY_UNFIT("IMM-PGP-KEY-UNFIT", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signed statement is not an atomic container signature. */
    WRONG_TYPE("IMM-PGP-WRONG-TYPE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signed statement is about another image. */
    WRONG_DIGEST("IMM-PGP-WRONG-DIGEST", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The file is no keyring of OpenPGP public keys. */
    KEYRING("IMM-PGP-KEYRING", FaultKind.USAGE),
    /** The file holds no OpenPGP secret key that can sign here. */
    SECRET_KEY("IMM-PGP-SECRET-KEY", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    OpenPgpFault(String id, FaultKind kind, RefusalClass refusal) {
        this(id, kind, Optional.of(refusal));
    }

    OpenPgpFault(String id, FaultKind kind) {
        this(id, kind, Optional.empty());
    }

    OpenPgpFault(String id, FaultKind kind, Optional<RefusalClass> refusal) {
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
