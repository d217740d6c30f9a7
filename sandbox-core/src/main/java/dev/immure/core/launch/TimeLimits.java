package dev.immure.core.launch;

import java.time.Duration;
import java.util.Optional;

/**
 * Bounds that the supervisor enforces.
 *
 * @param cpuTime user and system time of everything in the sandbox
 * @param wallTime since execve
 * @param outputBytes stdout and stderr together, not negative
 * @param extraTime CPU time that the program may go on beyond {@code cpuTime} before it is ended, so that its figures
 *     tell how much it wanted; the verdict is the same. Not negative
 */
public record TimeLimits(
        Optional<Duration> cpuTime, Optional<Duration> wallTime, long outputBytes, Duration extraTime) {
    public TimeLimits {
        cpuTime.ifPresent(TimeLimits::requirePositive);
        wallTime.ifPresent(TimeLimits::requirePositive);
        if (outputBytes < 0) {
            throw new IllegalArgumentException("the output limit is negative");
        }
        if (extraTime.isNegative()) {
            throw new IllegalArgumentException("the extra time is negative");
        }
    }

    /** Without extra time. */
    public TimeLimits(Optional<Duration> cpuTime, Optional<Duration> wallTime, long outputBytes) {
        this(cpuTime, wallTime, outputBytes, Duration.ZERO);
    }

    /** The CPU time at which the sandbox is ended. */
    Optional<Duration> cpuTimeToEnd() {
        return cpuTime.map(limit -> limit.plus(extraTime));
    }

    private static void requirePositive(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("a time limit is more than zero");
        }
    }
}
