package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.PolicyFaultCode;

/** Leaves the parsing of one condition or consequence; its reader turns it into a fault with a place and goes on. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final PolicyFaultCode code;
    private final int line;

    /** @param line lines after the first line of the text being parsed */
    Refusal(PolicyFaultCode code, int line, String why) {
        super(why, null, false, false);
        this.code = code;
        this.line = line;
    }

    public PolicyFaultCode code() {
        return code;
    }

    public int line() {
        return line;
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
