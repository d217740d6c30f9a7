package dev.immure.policy.internal.drl;

import java.util.regex.Pattern;

/** The forms of words that rules have in every notation, DRL or table. */
public final class Forms {
    /** Narrow on purpose: a rule name is where an escape ran code in Drools' generator. */
    private static final Pattern RULE_NAME = Pattern.compile("[A-Z]{3}-[0-9]{3}( [A-Za-z0-9_ .-]{1,100})?");

    private static final Pattern REASON_CODE = Pattern.compile("[A-Z][A-Z0-9]*(-[A-Z0-9]+)*");
    private static final int MAX_CODE = 64;
    private static final String RESERVED = "POLICY-";

    /** Farthest that the salience of a rule may be from zero. */
    public static final int MAX_SALIENCE = 100_000;

    private Forms() {}

    public static boolean isRuleName(String name) {
        return RULE_NAME.matcher(name).matches();
    }

    /** Whether a rule may give this code; those of the decision point itself begin with {@code POLICY-}. */
    public static boolean isReasonCode(String code) {
        return REASON_CODE.matcher(code).matches() && code.length() <= MAX_CODE && !code.startsWith(RESERVED);
    }
}
