package dev.immure.signing.fault;

import dev.immure.core.FaultKind;
import java.util.Optional;

/** Ways in which a key on a token (PKCS#11) cannot be used. One cause each. */
public enum TokenFault implements VerificationCode {
    /** The name of the key is not a pkcs11: URI that says all that is needed and nothing that is not understood. */
    URI("IMM-TOKEN-URI", FaultKind.USAGE),
    /** The module, which is code that Immure would run, cannot be loaded or is open to others. */
    MODULE("IMM-TOKEN-MODULE", FaultKind.HOST),
    /** The module has no token that is ready, or several and the name of the key does not say which. */
    SLOT("IMM-TOKEN-SLOT", FaultKind.USAGE),
    /** The token has no such private key with a certificate beside it, or it is of a kind that does not sign here. */
    OBJECT("IMM-TOKEN-OBJECT", FaultKind.USAGE),
    /** The token does not take the PIN, or there is none. */
    PIN("IMM-TOKEN-PIN", FaultKind.USAGE),
    /** The token did not sign, or signed with a key that is not the one of its certificate. */
    SIGN("IMM-TOKEN-SIGN", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;

    TokenFault(String id, FaultKind kind) {
        this.id = id;
        this.kind = kind;
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
        return Optional.empty();
    }
}
