package dev.immure.policy.explain;

import java.time.Duration;

/**
 * How long the nearest change is looked for.
 *
 * @param candidates most changes that are tried
 * @param time after which no further one is tried
 * @param changes after how many found the search ends
 */
public record SearchBounds(int candidates, Duration time, int changes) {
    public static final SearchBounds DEFAULT = new SearchBounds(5_000, Duration.ofSeconds(5), 3);

    public SearchBounds {
        if (candidates < 0 || time.isNegative() || changes < 1) {
            throw new IllegalArgumentException("bounds are not negative, and one change is looked for at least");
        }
    }
}
