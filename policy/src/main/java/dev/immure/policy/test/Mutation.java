package dev.immure.policy.test;

import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import java.util.Optional;

/**
 * A small change of a rule that some scenario should notice.
 *
 * @param rule name of the rule
 * @param at the place that it changes
 * @param words what it does, in a clause: {@code `readOnly` left out}
 * @param mutated the rule as it is then; empty when it is left out
 */
public record Mutation(String rule, SourceLine at, String words, Optional<Rule> mutated) {
    /** Whether it is the whole rule that is left out: when that is not noticed, no other change of it can be. */
    public boolean isWholeRule() {
        return mutated.isEmpty();
    }
}
