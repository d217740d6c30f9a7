package dev.immure.core.launch;

import java.time.Duration;
import java.util.Optional;

/**
 * Bounds that the supervisor enforces.
 *
 * @param cpuTime user and system time of everything in the sandbox
 * @param wallTime since execve
 * @param outputBytes stdout and stderr together, not negative
 */
public record TimeLimits(Optional<Duration> cpuTime, Optional<Duration> wallTime, long outputBytes) {
    public TimeLimits {
        cpuTime.ifPresent(TimeLimits::requirePositive);
        wallTime.ifPresent(TimeLimits::requirePositive);
        if (outputBytes < 0) {
            throw new IllegalArgumentException("the output limit is negative");
        }
    }

    private static void requirePositive(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("a time limit is more than zero");
        }
    }
}
