package dev.immure.policy.explain;

import java.util.List;

/**
 * A rule that did not fire.
 *
 * @param rule its name
 * @param source {@code file:line}
 * @param would what it would have said, such as {@code deny MOUNT-SYSTEM}
 * @param misses for each of its alternatives what kept it from matching; at least one
 */
public record NearMiss(String rule, String source, List<String> would, List<Miss> misses) {
    public NearMiss {
        would = List.copyOf(would);
        misses = List.copyOf(misses);
        if (misses.isEmpty()) {
            throw new IllegalArgumentException("a rule has an alternative");
        }
    }
}
