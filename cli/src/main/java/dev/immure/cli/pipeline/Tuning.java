package dev.immure.cli.pipeline;

import dev.immure.core.plan.AddressRandomization;
import dev.immure.core.resource.CpuSet;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes the figures of two runs comparable, and is no limit by itself.
 *
 * @param extraTime CPU time that the program may go on beyond its limit before it is ended
 * @param cpus where it runs; empty: anywhere
 */
public record Tuning(Duration extraTime, Optional<CpuSet> cpus, AddressRandomization addresses) {
    public Tuning {
        Objects.requireNonNull(extraTime, "extraTime is null");
        Objects.requireNonNull(cpus, "cpus is null");
        Objects.requireNonNull(addresses, "addresses is null");
    }

    /** Nothing asked for. */
    public static Tuning none() {
        return new Tuning(Duration.ZERO, Optional.empty(), AddressRandomization.ON);
    }

    Tuning withExtraTime(Duration less) {
        return new Tuning(less, cpus, addresses);
    }
}
