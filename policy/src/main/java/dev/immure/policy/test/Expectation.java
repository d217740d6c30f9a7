package dev.immure.policy.test;

import java.util.Optional;
import java.util.SortedSet;

/**
 * What a scenario says of a decision. What is empty is not looked at; codes count once, however often they were said.
 *
 * @param permitted whether the launch is permitted
 * @param reasons codes of all reasons
 * @param reasonsInclude codes that are among the reasons
 * @param warnings codes of all warnings
 * @param obligations all obligations, such as {@code no-network} or {@code cap-memory 1073741824}
 * @param waived names of the waivers that lifted a denial
 */
public record Expectation(
        Optional<Boolean> permitted,
        Optional<SortedSet<String>> reasons,
        Optional<SortedSet<String>> reasonsInclude,
        Optional<SortedSet<String>> warnings,
        Optional<SortedSet<String>> obligations,
        Optional<SortedSet<String>> waived) {
    boolean isEmpty() {
        return permitted.isEmpty()
                && reasons.isEmpty()
                && reasonsInclude.isEmpty()
                && warnings.isEmpty()
                && obligations.isEmpty()
                && waived.isEmpty();
    }
}
