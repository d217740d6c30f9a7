package dev.immure.core.plan;

import dev.immure.core.runtime.ProtectedPaths;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the compiler has to know of the host and of this run; everything that is neither wish nor permission.
 *
 * @param sandboxId letters, digits and hyphens
 * @param ids which ids of the host the sandbox has
 * @param landlockAbi version the kernel offers, 0 for none
 * @param lastCapability /proc/sys/kernel/cap_last_cap
 * @param monotonicSeconds CLOCK_MONOTONIC, rounded down: the time namespace starts at zero
 * @param boottimeSeconds CLOCK_BOOTTIME, rounded down
 * @param cgroupControllers one name per cgroup hierarchy to join, in order
 * @param unifiedCgroup the one of them that is v2, if one is: the stage starts in it and need not join
 * @param cgroupName name of the sandbox's directory in each of them
 * @param stagingDirectory an existing directory of the host over which PID 1 mounts, in its own namespace only
 */
public record LaunchContext(
        String sandboxId,
        IdMap ids,
        int landlockAbi,
        int lastCapability,
        long monotonicSeconds,
        long boottimeSeconds,
        List<String> cgroupControllers,
        Optional<String> unifiedCgroup,
        String cgroupName,
        String stagingDirectory) {
    public LaunchContext {
        Objects.requireNonNull(sandboxId, "sandboxId is null");
        Objects.requireNonNull(ids, "ids is null");
        Objects.requireNonNull(cgroupName, "cgroupName is null");
        Objects.requireNonNull(stagingDirectory, "stagingDirectory is null");
        Objects.requireNonNull(unifiedCgroup, "unifiedCgroup is null");
        cgroupControllers = List.copyOf(cgroupControllers);
        if (landlockAbi < 0 || lastCapability < 0 || lastCapability > 63) {
            throw new IllegalArgumentException(
                    "not what a kernel says: Landlock ABI " + landlockAbi + ", last capability " + lastCapability);
        }
        if (monotonicSeconds < 0 || boottimeSeconds < 0) {
            throw new IllegalArgumentException("a clock since boot is negative");
        }
        if (cgroupControllers.stream().distinct().count() != cgroupControllers.size()) {
            throw new IllegalArgumentException("a cgroup hierarchy is named twice");
        }
        if (unifiedCgroup.isPresent() && !cgroupControllers.contains(unifiedCgroup.get())) {
            throw new IllegalArgumentException("the v2 hierarchy is none of those to join");
        }
        if (cgroupName.isEmpty() || cgroupName.contains("/") || cgroupName.startsWith(".")) {
            throw new IllegalArgumentException("not the name of a directory: " + cgroupName);
        }
        if (!ProtectedPaths.isNormal(stagingDirectory)) {
            throw new IllegalArgumentException("not an absolute path in its normal form: " + stagingDirectory);
        }
        if (!sandboxId.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not a sandbox id: " + sandboxId);
        }
    }

    /** What the plan needs to put a process into a hierarchy: its directory on v2, a file to write to on v1. */
    HostHandle entrance(String controller) {
        return unifiedCgroup.equals(Optional.of(controller))
                ? new HostHandle.CgroupDirectory(controller)
                : new HostHandle.CgroupProcs(controller);
    }
}
