package dev.immure.core.resource;

/**
 * Says when to look at a CPU meter again, so that a CPU time limit acts in time without a fixed period. No clock and no
 * I/O: the caller reads the meter.
 *
 * <p>A cgroup cannot use more than {@code cpus} seconds of CPU time in one second, so with {@code r} left it cannot reach
 * the limit before {@code r / cpus}; until then, looking is wasted. Near the end that time shrinks towards zero, and
 * {@link #FINEST_NANOS} ends the series: the program is over its limit for at most one such step before it is seen.
 * cpu.max is no bound here: within one period it lets the group run on all CPUs at once until the quota is spent
 * (kernel, cgroup-v2.rst, "CPU Interface Files").
 *
 * @param cpus how many CPUs the group may run on at once; at least 1
 */
public record CpuClock(int cpus) {
    /** One millisecond: limits act within ten, and the scheduler's tick, waking up and killing take their part of that. */
    public static final long FINEST_NANOS = 1_000_000;

    public CpuClock {
        if (cpus < 1) {
            throw new IllegalArgumentException("a clock needs at least one CPU, not " + cpus);
        }
    }

    /** Nanoseconds to wait before the next look; 0 when nothing is left: act now. */
    public long nanosUntilNextLook(long remainingCpuNanos) {
        return remainingCpuNanos <= 0 ? 0 : Math.max(FINEST_NANOS, remainingCpuNanos / cpus);
    }
}
