package dev.immure.core.runtime;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One decision of a seccomp profile and why it was taken.
 *
 * @param names system calls of x86-64, each known to {@link SystemCallTable}
 * @param arguments all must hold; empty means that any arguments do
 * @param reason one sentence for the reader of the profile
 */
public record SeccompRule(Set<String> names, SeccompAction action, List<ArgumentComparison> arguments, String reason) {
    /** Six registers, and a lower and an upper bound for each. */
    private static final int MAX_COMPARISONS = 12;

    public SeccompRule {
        Objects.requireNonNull(action, "action is null");
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        arguments = List.copyOf(arguments);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a rule names at least one system call");
        }
        for (String name : names) {
            if (SystemCallTable.number(name).isEmpty()) {
                throw new IllegalArgumentException("x86-64 has no system call of the name " + name);
            }
        }
        if (arguments.size() > MAX_COMPARISONS) {
            throw new IllegalArgumentException("a rule has at most " + MAX_COMPARISONS + " comparisons");
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a rule gives its reason");
        }
    }

    /**
     * Whether it applies to this call.
     *
     * @param registers the six argument registers
     */
    public boolean matches(String name, long[] registers) {
        return names.contains(name) && arguments.stream().allMatch(a -> a.matches(registers[a.index()]));
    }
}
