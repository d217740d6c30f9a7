package dev.immure.core.json;

/** A document was refused. Checked, so that each caller says which document it was, under its own fault code. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Flaw flaw;

    public JsonException(Flaw flaw, String why) {
        super(why);
        this.flaw = flaw;
    }

    public Flaw flaw() {
        return flaw;
    }

    /** Why the document cannot be what it claims to be; the message quotes it. */
    public String why() {
        return String.valueOf(getMessage());
    }

    /** One cause each. */
    public enum Flaw {
        /** Larger than the limit. */
        TOO_LARGE,
        /** Starts with a byte order mark (RFC 8259, section 8.1: must not be added). */
        BYTE_ORDER_MARK,
        /** Not UTF-8, or a string holds an unpaired surrogate. */
        ENCODING,
        /** Not JSON. */
        SYNTAX,
        /** Two members of one object have the same name: readers disagree about which one counts. */
        DUPLICATE_NAME,
        /** Nested deeper than the limit. */
        DEPTH,
        /** More values than the limit. */
        TOO_MANY_VALUES,
        /** Something follows the document. */
        TRAILING,
        /** A number too long, or too large for any reader to hold. */
        NUMBER,
        /** A member has another type than the format says. */
        TYPE,
        /** A member that the format requires is missing. */
        MISSING,
        /** A name differs from a known one only by case. */
        CASE_VARIANT
    }
}
