package dev.immure.core.host;

import dev.immure.core.resource.CgroupLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What this host can do, and the facts about it that a launch plan is made from.
 *
 * @param kernelRelease as uname(2) gives it
 * @param uptimeSeconds whole seconds since boot, for the offset of the time namespace
 * @param cpus how many CPUs Immure may run on
 * @param cgroup empty when the host has no usable cgroups; the finding says why
 * @param landlockAbi 0 when Landlock is missing or off
 * @param lastCapability highest capability number that this kernel knows (proc(5), cap_last_cap)
 * @param selinux what SELinux can do here
 * @param findings one for each {@link Wall}, in its order
 */
public record HostReport(
        String kernelRelease,
        long uptimeSeconds,
        int cpus,
        Optional<CgroupLayout> cgroup,
        int landlockAbi,
        int lastCapability,
        SelinuxSupport selinux,
        List<Finding> findings) {
    public HostReport {
        Objects.requireNonNull(kernelRelease, "kernelRelease is null");
        Objects.requireNonNull(cgroup, "cgroup is null");
        Objects.requireNonNull(selinux, "selinux is null");
        findings = List.copyOf(findings);
        List<Wall> walls = findings.stream().map(Finding::wall).toList();
        if (!walls.equals(List.of(Wall.values()))) {
            throw new IllegalArgumentException("a report has one finding for each wall, in order, but has " + walls);
        }
    }

    /** The finding about one wall. */
    public Finding finding(Wall wall) {
        return findings.stream().filter(f -> f.wall() == wall).findFirst().orElseThrow();
    }

    /** The same, with a finding that knows more: what the probe could not ask of the kernel alone. */
    public HostReport with(Finding better) {
        return new HostReport(
                kernelRelease,
                uptimeSeconds,
                cpus,
                cgroup,
                landlockAbi,
                lastCapability,
                selinux,
                findings.stream()
                        .map(finding -> finding.wall() == better.wall() ? better : finding)
                        .toList());
    }

    /** Required walls that this host does not have: nothing can be launched without asking for best effort. */
    public List<Finding> missingRequired() {
        return findings.stream()
                .filter(f -> f.state() == Finding.State.MISSING && f.wall().need() == Wall.Need.REQUIRED)
                .toList();
    }
}
