package dev.immure.policy.audit;

import java.util.List;
import java.util.Optional;

/**
 * What one rule did in all launches together.
 *
 * @param rule its name
 * @param at {@code file:line} in the policy that was replayed; empty for a rule that is only in the one before
 * @param controls ids of the controls that it carries
 * @param fired launches in which it fired
 * @param denied launches that it denied
 * @param newlyDenied those of them that were permitted before
 * @param released launches that are newly permitted, and that it denied before
 */
public record RuleTally(
        String rule,
        Optional<String> at,
        List<String> controls,
        long fired,
        long denied,
        long newlyDenied,
        long released) {
    public RuleTally {
        controls = List.copyOf(controls);
    }
}
