package dev.immure.signing.fault;

/** What kind of no a verification came to: coarse, stable, and the same for every signature format. */
public enum RefusalClass {
    /** Nothing that claims to be a signature is there. */
    NOT_SIGNED("not-signed"),
    /** A signature, log entry or timestamp is cryptographically wrong, or is about something else. */
    BAD_SIGNATURE("bad-signature"),
    /** All is well made, but by somebody, at a time or for a name that does not count. */
    NOT_TRUSTED("not-trusted"),
    /** What is attached is not what its format says. */
    MALFORMED("malformed"),
    /** Something attached is larger, deeper or more often there than is read. */
    LIMITS("limits"),
    /** The key or certificate was withdrawn by its owner or issuer. */
    REVOKED("revoked");

    private final String label;

    RefusalClass(String label) {
        this.label = label;
    }

    /** As JSON output has it. */
    public String label() {
        return label;
    }
}
