package dev.immure.core.resource;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the cgroup of one sandbox may use. Memory and pids are always bounded; there is no value for "unlimited".
 *
 * @param memoryBytes memory with page cache and kernel memory, swap excluded because there is none; 1 MiB to 1 PiB, and
 *     rounded down to whole pages, as the kernel does
 * @param pids processes and threads together, immure-init included (the launcher adds it); 1 to 4,194,304
 * @param milliCpus CPU time per wall time in thousandths of one CPU; 10 to 8,192,000; empty: as much as there is
 * @param cpuWeight share under contention, in the scale of v2's {@code cpu.weight}: 1 to 10,000, where 100 is ordinary;
 *     empty: ordinary
 * @param cpus the CPUs it may run on; empty: those of Immure itself
 */
public record ResourceLimits(
        long memoryBytes, int pids, OptionalInt milliCpus, OptionalInt cpuWeight, Optional<CpuSet> cpus) {
    static final long PAGE = 4096;

    private static final long MIN_MEMORY = 1 << 20;
    private static final long MAX_MEMORY = 1L << 50;

    /** PID_MAX_LIMIT on 64-bit (proc(5), pid_max). */
    private static final int MAX_PIDS = 1 << 22;

    public ResourceLimits {
        require("memory", memoryBytes, MIN_MEMORY, MAX_MEMORY);
        require("pids", pids, 1, MAX_PIDS);
        milliCpus.ifPresent(value -> require("milliCpus", value, 10, 8_192_000));
        cpuWeight.ifPresent(value -> require("cpuWeight", value, 1, 10_000));
        Objects.requireNonNull(cpus, "cpus is null");
        memoryBytes -= memoryBytes % PAGE;
    }

    /** Only the two limits that every sandbox has. */
    public static ResourceLimits of(long memoryBytes, int pids) {
        return new ResourceLimits(memoryBytes, pids, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** These limits and a bound on CPU time per wall time. */
    public ResourceLimits withMilliCpus(int milli) {
        return new ResourceLimits(memoryBytes, pids, OptionalInt.of(milli), cpuWeight, cpus);
    }

    /** These limits on these CPUs only. */
    public ResourceLimits withCpus(CpuSet set) {
        return new ResourceLimits(memoryBytes, pids, milliCpus, cpuWeight, Optional.of(set));
    }

    /** These limits with room for immure-init, which is PID 1 of the sandbox and not the program's. */
    public ResourceLimits withImmureInit() {
        return new ResourceLimits(memoryBytes, Math.min(pids + 1, MAX_PIDS), milliCpus, cpuWeight, cpus);
    }

    /** The controllers without which these limits, or their meters, would be empty words. */
    public Set<Controller> controllers() {
        EnumSet<Controller> needed = EnumSet.of(Controller.MEMORY, Controller.PIDS, Controller.CPUACCT, Controller.CPU);
        if (cpus.isPresent()) {
            needed.add(Controller.CPUSET);
        }
        return needed;
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
