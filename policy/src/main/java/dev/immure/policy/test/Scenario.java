package dev.immure.policy.test;

import dev.immure.policy.PolicyInput;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.SourceLine;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Facts, and what a policy must decide on them.
 *
 * @param name as its author wrote it, not yet escaped; with the number of the case, where a scenario has several
 * @param at where it is written
 * @param parameters those of the policy that have another value here
 */
public record Scenario(
        String name,
        SourceLine at,
        PolicyInput input,
        SortedMap<String, ParameterValue> parameters,
        Expectation expectation) {
    public Scenario {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /** The file that it is written in. */
    public String file() {
        return at.file();
    }
}
