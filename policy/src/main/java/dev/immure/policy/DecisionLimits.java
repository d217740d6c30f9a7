package dev.immure.policy;

import java.time.Duration;

/**
 * The bounds of one decision; beyond either it is a denial. The language bounds how much there can be to match, these
 * bound the rest.
 *
 * @param deadline time for all rules together
 * @param firings most firings
 */
public record DecisionLimits(Duration deadline, int firings) {
    public static final DecisionLimits DEFAULT = new DecisionLimits(Duration.ofSeconds(5), 2_000);

    public DecisionLimits {
        if (deadline.isNegative() || deadline.isZero() || firings < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
