package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a signature of the Notary Project fails. One cause each; its certificates fail as certificates do. */
public enum NotationFault implements VerificationCode {
    /** The manifest that attaches a Notation signature is not what its specification says. */
    MANIFEST("IMM-NOTATION-MANIFEST", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The envelope is not JWS or COSE as the Notary specification narrows them. */
    ENVELOPE("IMM-NOTATION-ENVELOPE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** A signed attribute is missing, malformed, or in contradiction to another. */
    ATTRIBUTE("IMM-NOTATION-ATTRIBUTE", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** The signed payload does not name an artifact. */
    PAYLOAD("IMM-NOTATION-PAYLOAD", FaultKind.INPUT, RefusalClass.MALFORMED),
    /** A Notation signature is larger, or has more parts, than is read. */
    LIMIT("IMM-NOTATION-LIMIT", FaultKind.INPUT, RefusalClass.LIMITS),
    /** The signature has a critical attribute that is not understood. */
    CRITICAL("IMM-NOTATION-CRITICAL", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signature asks for a verification plugin of Notation, and none is ever run. */
    PLUGIN("IMM-NOTATION-PLUGIN", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The algorithm that the signature names is not the one for the signer's key. */
    ALGORITHM("IMM-NOTATION-ALGORITHM", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The certificates in the signature are not one whole chain in its order, or not the one its manifest names. */
    CHAIN("IMM-NOTATION-CHAIN", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signature is wrong. */
    SIGNATURE("IMM-NOTATION-SIGNATURE", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signature is about another artifact. */
    WRONG_ARTIFACT("IMM-NOTATION-WRONG-ARTIFACT", FaultKind.REFUSED, RefusalClass.BAD_SIGNATURE),
    /** The signer's certificate has none of the subjects that count. */
    IDENTITY("IMM-NOTATION-IDENTITY", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** The signer has set a date after which the signature is not to be relied upon, and it is past. */
    EXPIRED("IMM-NOTATION-EXPIRED", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** A time stamp is demanded and there is none. */
    NO_TIMESTAMP("IMM-NOTATION-NO-TIMESTAMP", FaultKind.REFUSED, RefusalClass.NOT_TRUSTED),
    /** Notation's trust policy or trust store cannot be read, or cannot be said in a trust file; all faults are listed. */
    TRUST_POLICY("IMM-NOTATION-TRUST-POLICY", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;
    private final Optional<RefusalClass> refusal;

    NotationFault(String id, FaultKind kind, RefusalClass refusal) {
        this.id = id;
        this.kind = kind;
        this.refusal = Optional.of(refusal);
    }

    NotationFault(String id, FaultKind kind) {
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
