package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a signature, a key or a trust file fails. One cause each. */
public enum SigningFault implements VerificationCode {
    /** The image has no signature manifest at all. */
    NOT_SIGNED("IMM-SIGN-NOT-SIGNED", FaultKind.REFUSED, RefusalClass.NOT_SIGNED),
    /** No key that counts made this signature: it is forged, damaged, or by a stranger. */
    BAD_SIGNATURE("IMM-SIGN-BAD-SIGNATURE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The trust policy has no rule for the name of the image. */
    NO_RULE("IMM-SIGN-NO-RULE", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A good signature by a key of the trust file that does not count for this name. */
    KEY_NOT_TRUSTED("IMM-SIGN-KEY-NOT-TRUSTED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** Good signatures, but by fewer distinct keys than the rule demands. */
    THRESHOLD("IMM-SIGN-THRESHOLD", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** Enough distinct authorities signed, but one is missing that the rule names as required. */
    REQUIRED_SIGNER("IMM-SIGN-REQUIRED-SIGNER", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** Too few of those whose word counts have attested what the rule asks to be attested, in the same words. */
    NOT_ATTESTED("IMM-SIGN-NOT-ATTESTED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A good signature by a key outside the time for which the trust policy lets it count. */
    KEY_EXPIRED("IMM-SIGN-KEY-EXPIRED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The trust policy says that this key, certificate or image counts no more. */
    REVOKED("IMM-SIGN-REVOKED", FaultKind.REFUSED, RefusalClass.REVOKED),
    /** The signed statement is about another image. */
    WRONG_DIGEST("IMM-SIGN-WRONG-DIGEST", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signed statement names another repository. */
    WRONG_REFERENCE("IMM-SIGN-WRONG-REFERENCE", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** What is attached is not a cosign container image signature. */
    WRONG_TYPE("IMM-SIGN-WRONG-TYPE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** An image without a name carries good signatures for several names. */
    AMBIGUOUS_NAME("IMM-SIGN-AMBIGUOUS-NAME", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature manifest is not what the format says. */
    MANIFEST("IMM-SIGN-MANIFEST", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signed statement is not what the format says. */
    PAYLOAD("IMM-SIGN-PAYLOAD", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signature is absent or not base64. */
    ENCODING("IMM-SIGN-ENCODING", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** Something attached is larger, or more often there, than is read. */
    LIMIT("IMM-SIGN-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** The trust file has faults; all are listed. */
    TRUST_FILE("IMM-SIGN-TRUST-FILE", FaultKind.USAGE),
    /** The key or trust file cannot be read, or is not a small regular file. */
    FILE("IMM-SIGN-FILE", FaultKind.USAGE),
    /** Others may read the private key, or change the trust file, a key, or a directory on the way to one. */
    PERMISSIONS("IMM-SIGN-PERMISSIONS", FaultKind.USAGE),
    /** The file holds no key in a supported encoding. */
    KEY("IMM-SIGN-KEY", FaultKind.USAGE),
    /** A key of a kind that is not supported. */
    KEY_KIND("IMM-SIGN-KEY-KIND", FaultKind.USAGE),
    /** A key too weak to count: short RSA, small exponent, point of small order. */
    WEAK_KEY("IMM-SIGN-WEAK-KEY", FaultKind.USAGE),
    /** The private key is encrypted, and the password is missing or wrong. */
    PASSWORD("IMM-SIGN-PASSWORD", FaultKind.USAGE),
    /** The name to be signed is not a repository name. */
    REFERENCE("IMM-SIGN-REFERENCE", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    SigningFault(String id, FaultKind kind, RefusalClass refusal) {
        this(id, kind, Optional.of(refusal));
    }

    SigningFault(String id, FaultKind kind) {
        this(id, kind, Optional.empty());
    }

    SigningFault(String id, FaultKind kind, Optional<RefusalClass> refusal) {
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
