package dev.immure.core.resource;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the meters of time stood when a run began, in a cgroup that is older than the run. The peaks have no such thing:
 * what putting the sandbox up took of memory and processes is part of them, as it is where both happen at once.
 */
public final class Baseline {
    private static final Baseline ZERO = new Baseline(Map.of());

    private final Map<Quantity, Long> before;

    private Baseline(Map<Quantity, Long> before) {
        this.before = before;
    }

    /** For a cgroup that was made for the run. */
    public static Baseline zero() {
        return ZERO;
    }

    /** As the meters stand now. */
    public static Baseline of(Meters meters) {
        Map<Quantity, Long> before = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            if (isTime(quantity)) {
                meters.read(quantity).ifPresent(reading -> before.put(quantity, reading.value()));
            }
        }
        return new Baseline(before);
    }

    private static boolean isTime(Quantity quantity) {
        return switch (quantity) {
            case CPU_NANOS, USER_NANOS, SYSTEM_NANOS, THROTTLED_NANOS -> true;
            case MEMORY_PEAK_BYTES,
                    MEMORY_BYTES,
                    ANONYMOUS_BYTES,
                    PAGE_CACHE_BYTES,
                    SHARED_BYTES,
                    SWAP_BYTES,
                    OOM_KILLS,
                    MEMORY_LIMIT_HITS,
                    PIDS_PEAK,
                    PIDS_LIMIT_HITS -> false;
        };
    }

    /** User and system time since then, in nanoseconds. */
    public long cpuTimeNanos(Meters meters) {
        return since(Quantity.CPU_NANOS, meters.cpuTimeNanos());
    }

    /** Every meter there is, read once; those of time since then. */
    public Map<Quantity, Reading> readAll(Meters meters) {
        Map<Quantity, Reading> all = new EnumMap<>(meters.readAll());
        before.keySet()
                .forEach(quantity -> all.computeIfPresent(
                        quantity, (q, reading) -> new Reading(reading.meter(), since(q, reading.value()))));
        return all;
    }

    /** The parts of a sum are estimated by the kernel, and one may be told lower than before (cputime_adjust). */
    private long since(Quantity quantity, long now) {
        return Math.max(0, now - before.getOrDefault(quantity, 0L));
    }
}
