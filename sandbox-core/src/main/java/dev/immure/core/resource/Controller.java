package dev.immure.core.resource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A cgroup controller that Immure uses (cgroups(7)). */
public enum Controller {
    MEMORY,
    PIDS,
    CPU,
    /** On v2 not a controller of its own: every v2 cgroup counts CPU time (cgroup-v2, "cpu.stat"). */
    CPUACCT,
    CPUSET;

    /** The kernel's name. */
    public String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Controller> of(String kernelName) {
        return Arrays.stream(values())
                .filter(c -> c.kernelName().equals(kernelName))
                .findFirst();
    }
}
