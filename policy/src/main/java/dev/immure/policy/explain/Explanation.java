package dev.immure.policy.explain;

import dev.immure.policy.PolicyDecision;
import java.util.List;
import java.util.Objects;

/**
 * Why a decision came out as it did.
 *
 * @param decision with the rules that fired and the facts they fired on
 * @param misses the rules that did not fire, by name
 * @param nearest what would turn it
 */
public record Explanation(PolicyDecision decision, List<NearMiss> misses, Nearest nearest) {
    public Explanation {
        Objects.requireNonNull(decision, "decision is null");
        Objects.requireNonNull(nearest, "nearest is null");
        misses = List.copyOf(misses);
    }
}
