package dev.immure.core.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Profiles that hold at the same time: of their answers to a call the strictest counts, as the kernel has it for filters
 * that a process has several of (seccomp(2)). So whatever a profile is stacked with, nothing is allowed that it refuses.
 *
 * @param profiles at least one; of equally strict answers that of the first counts
 */
public record SeccompStack(List<SeccompProfile> profiles) {
    public SeccompStack {
        profiles = List.copyOf(profiles);
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("a stack of no profiles refuses nothing");
        }
    }

    /** A profile alone. */
    public static SeccompStack of(SeccompProfile profile) {
        return new SeccompStack(List.of(profile));
    }

    /** The same with one more, which can only make it stricter. */
    public SeccompStack with(SeccompProfile profile) {
        return new SeccompStack(
                Stream.concat(profiles.stream(), Stream.of(profile)).toList());
    }

    /** What the stack says about one call; see {@link SeccompProfile#actionFor}. */
    public SeccompAction actionFor(int number, long[] registers) {
        return profiles.stream()
                .map(profile -> profile.actionFor(number, registers))
                .reduce(SeccompStack::strictest)
                .orElseThrow();
    }

    /** The stricter of two; the first when they are equally strict. */
    public static SeccompAction strictest(SeccompAction first, SeccompAction second) {
        return Comparator.comparingInt(SeccompStack::laxity).compare(first, second) <= 0 ? first : second;
    }

    /**
     * The order of seccomp(2), "Seccomp filter return values"; the actions are numbered by it, as signed integers.
     */
    private static int laxity(SeccompAction action) {
        return action.returnValue() & 0xffff0000;
    }
}
