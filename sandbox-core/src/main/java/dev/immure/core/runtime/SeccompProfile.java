package dev.immure.core.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which system calls a sandbox may make, as data. The first rule that matches decides; where none does, the default.
 * Only the native ABI of x86-64 exists: calls of i386 and of x32 kill the process, whatever the rules say.
 *
 * @param defaultAction for calls that are known to {@link SystemCallTable} and match no rule
 * @param unknownAction for calls newer than {@link SystemCallTable}. A C library that tries a new call first falls back
 *     to an old one on ENOSYS, and on nothing else; so this is kept apart from the default.
 */
public record SeccompProfile(SeccompAction defaultAction, SeccompAction unknownAction, List<SeccompRule> rules) {
    /** Bounds the work of the compiler; the shipped profiles have about a hundred. */
    private static final int MAX_RULES = 1024;

    public SeccompProfile {
        Objects.requireNonNull(defaultAction, "defaultAction is null");
        Objects.requireNonNull(unknownAction, "unknownAction is null");
        rules = List.copyOf(rules);
        if (!unknownAction.refuses()) {
            throw new IllegalArgumentException("a call that nobody has looked at is refused");
        }
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("a profile has at most " + MAX_RULES + " rules");
        }
    }

    /** This profile, with one rule that comes before all of its own. */
    public SeccompProfile withFirst(SeccompRule rule) {
        List<SeccompRule> all = new ArrayList<>(List.of(rule));
        all.addAll(rules);
        return new SeccompProfile(defaultAction, unknownAction, all);
    }

    /**
     * What the profile says about one call of the native ABI. Compiled filters are tested against this.
     *
     * @param number not negative and without the x32 bit
     * @param registers the six argument registers
     */
    public SeccompAction actionFor(int number, long[] registers) {
        if (number > SystemCallTable.last()) {
            return unknownAction;
        }
        Optional<String> name = SystemCallTable.name(number);
        return rules.stream()
                .filter(rule -> name.isPresent() && rule.matches(name.get(), registers))
                .map(SeccompRule::action)
                .findFirst()
                .orElse(defaultAction);
    }
}
