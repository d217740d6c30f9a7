package dev.immure.policy.test;

import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.internal.model.Waiver;
import java.util.List;
import java.util.Optional;

/**
 * A small change of a rule or of a waiver that some scenario should notice.
 *
 * @param rule name of the rule; of a waiver its name, after that word
 * @param at the place that it changes
 * @param words what it does, in a clause: {@code `readOnly` left out}
 * @param mutated the rule as it is then; empty when it is left out, or is not what changes
 * @param waivers all waivers of the policy as they are then; empty when they are not what changes
 */
public record Mutation(
        String rule, SourceLine at, String words, Optional<Rule> mutated, Optional<List<Waiver>> waivers) {
    public Mutation {
        waivers = waivers.map(List::copyOf);
    }

    /** Of a rule. */
    Mutation(String rule, SourceLine at, String words, Optional<Rule> mutated) {
        this(rule, at, words, mutated, Optional.empty());
    }

    /** Whether it is the whole rule that is left out: when that is not noticed, no other change of it can be. */
    public boolean isWholeRule() {
        return mutated.isEmpty() && waivers.isEmpty();
    }
}
