package dev.immure.policy;

import java.time.Duration;

/**
 * The bounds of one decision; beyond either it is a denial. The language bounds how much there can be to match, these
 * bound the rest.
 *
 * @param deadline time for all rules together
 * @param firings most firings
 * @param memoryBytes most memory that the rules may make Drools allocate, whether it is kept or not
 */
public record DecisionLimits(Duration deadline, int firings, long memoryBytes) {
    private static final long MEMORY = 256L << 20;

    public static final DecisionLimits DEFAULT = new DecisionLimits(Duration.ofSeconds(5), 2_000);

    /** With the memory of {@link #DEFAULT}. */
    public DecisionLimits(Duration deadline, int firings) {
        this(deadline, firings, MEMORY);
    }

    public DecisionLimits {
        if (deadline.isNegative() || deadline.isZero() || firings < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
