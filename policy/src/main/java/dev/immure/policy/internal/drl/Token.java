package dev.immure.policy.internal.drl;

/**
 * A word of a condition or a consequence.
 *
 * @param text for a string its value, without quotes and escapes; otherwise as written
 * @param line lines after the first line of the text it stands in
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        NAME,
        VARIABLE,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbol);
    }
}
