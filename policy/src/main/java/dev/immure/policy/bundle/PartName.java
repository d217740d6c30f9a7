package dev.immure.policy.bundle;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a part: a relative path of plain ASCII, short enough for every tar. Which names there are is fixed, so that
 * nothing comes along that nobody looks at.
 */
record PartName(String text) {
    /** Below it lie scenarios and fixtures, which are never loaded with the rules. */
    static final String TESTS = "tests/";

    /** pax(1), "ustar Interchange Format": the name field, without its prefix. */
    private static final int MAX = 100;

    // No part of a path begins with a dot, so there is neither "." nor "..", nor a hidden file.
    private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9._-]*";
    private static final Pattern RULES = Pattern.compile(WORD + "\\.(?:drl|csv|xlsx)");
    private static final Pattern TEST = Pattern.compile("tests(?:/" + WORD + "){1,3}\\.(?:yaml|json)");
    private static final Pattern SINGLE = Pattern.compile("policy\\.json|policy\\.yaml|waivers\\.yaml");

    // After the patterns, by which it is checked.
    /** The policy as data. */
    static final PartName DATA = new PartName("policy.json");

    PartName {
        if (!isName(text)) {
            throw new IllegalArgumentException("not the name of a part");
        }
    }

    static Optional<PartName> parse(String text) {
        return isName(text) ? Optional.of(new PartName(text)) : Optional.empty();
    }

    private static boolean isName(String text) {
        return text.length() <= MAX
                && (SINGLE.matcher(text).matches()
                        || RULES.matcher(text).matches()
                        || TEST.matcher(text).matches());
    }

    /** Whether rules are read from it. */
    boolean isRules() {
        return RULES.matcher(text).matches();
    }

    boolean isTest() {
        return text.startsWith(TESTS);
    }

    @Override
    public String toString() {
        return text;
    }
}
