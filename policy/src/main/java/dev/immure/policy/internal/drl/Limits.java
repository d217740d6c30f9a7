package dev.immure.policy.internal.drl;

import java.time.Duration;

/**
 * The bounds of the language. Drools itself bounds no matching ({@code fireAllRules(limit)} and {@code halt()} act only
 * between firings; kie#6492 for {@code or}), so what would not end in time must not be sayable.
 */
public final class Limits {
    /** Most bytes of one file. */
    public static final int FILE_BYTES = 256 * 1024;

    /** Most files of one bundle. */
    public static final int FILES = 64;

    /** Most rules of one bundle. */
    public static final int RULES = 5000;

    /** Deepest nesting of brackets anywhere in a file. */
    static final int NESTING = 16;

    /** Most patterns in one alternative of a rule, those in {@code not} and {@code exists} included. */
    public static final int PATTERNS = 4;

    /** Most alternatives of a rule, once {@code or} has been multiplied out. */
    public static final int BRANCHES = 8;

    /** Most combinations of facts that one alternative can make Drools look at: the product of what each pattern can match. */
    static final long BRANCH_COMBINATIONS = 65_536;

    /** The same for all rules of a bundle together. */
    public static final long BUNDLE_COMBINATIONS = 1_000_000;

    /** Longest string literal, in UTF-16 units. */
    public static final int STRING = 512;

    /** Most values of one {@code in (…)} or of a parameter. */
    public static final int VALUES = 256;

    /** Most parameters of one policy. */
    public static final int PARAMETERS = 64;

    /** Most waivers of one policy. */
    public static final int WAIVERS = 256;

    /** Most statements of one rule. */
    public static final int ACTIONS = 16;

    /** Longest time for one file in DrlParser, whose grammar backtracks; 5,000 rules take a quarter of a second. */
    static final Duration PARSE = Duration.ofSeconds(20);

    private Limits() {}
}
