package dev.immure.policy.internal.model;

/** The comparisons of the language; {@link #drl()} is how DRL spells them. */
public enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    IN("in"),
    NOT_IN("not in"),
    CONTAINS("contains"),
    NOT_CONTAINS("not contains"),
    MEMBER_OF("memberOf"),
    NOT_MEMBER_OF("not memberOf"),
    MATCHES("matches"),
    NOT_MATCHES("not matches"),
    STARTS_WITH("str[startsWith]"),
    ENDS_WITH("str[endsWith]");

    private final String drl;

    Operator(String drl) {
        this.drl = drl;
    }

    public String drl() {
        return drl;
    }

    public boolean orders() {
        return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
    }
}
