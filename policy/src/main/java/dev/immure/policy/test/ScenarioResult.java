package dev.immure.policy.test;

import java.util.List;
import java.util.Set;

/**
 * What came of a scenario.
 *
 * @param failures what is otherwise than expected, in a clause each; empty when all holds
 * @param fired names of the rules that fired
 * @param nanos time that the decision took
 */
public record ScenarioResult(Scenario scenario, List<String> failures, Set<String> fired, long nanos) {
    public ScenarioResult {
        failures = List.copyOf(failures);
        fired = Set.copyOf(fired);
    }

    public boolean holds() {
        return failures.isEmpty();
    }
}
