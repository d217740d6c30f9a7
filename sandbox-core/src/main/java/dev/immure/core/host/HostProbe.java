package dev.immure.core.host;

import dev.immure.core.resource.CgroupParent;
import dev.immure.core.resource.CpuSet;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the host: tries what is safe and cheap to try, reads the rest from /proc and /sys. Changes nothing. What needs
 * a process of its own (entering namespaces, mounting inside them) is not tried here, and the evidence says so.
 */
public final class HostProbe {
    private final KernelView kernel;
    private final Optional<CgroupParent> cgroupParent;

    private HostProbe(KernelView kernel, Optional<CgroupParent> cgroupParent) {
        this.kernel = kernel;
        this.cgroupParent = cgroupParent;
    }

    /**
     * The host as it is now.
     *
     * @throws dev.immure.core.ImmureException {@link HostFault#PROC} when /proc is not there
     */
    public static HostReport probe() {
        return probe(Optional.empty());
    }

    /** As {@link #probe()}, for a caller who has chosen where the cgroups of his sandboxes shall lie. */
    public static HostReport probe(Optional<CgroupParent> cgroupParent) {
        return new HostProbe(new LiveKernel(), cgroupParent).report();
    }

    /** As {@link #probe(Optional)}, and tries also what takes longer and is made for the trial alone. */
    public static HostReport diagnose(Optional<CgroupParent> cgroupParent) {
        return new HostProbe(new LiveKernel(true), cgroupParent).report();
    }

    static HostReport probe(KernelView kernel) {
        return new HostProbe(kernel, Optional.empty()).report();
    }

    private HostReport report() {
        String release = required("/proc/sys/kernel/osrelease");
        return new HostReport(
                release,
                number("/proc/uptime", required("/proc/uptime").split("[. ]", 2)[0]),
                cpus(),
                new CgroupProbes(kernel, cgroupParent).layout(),
                new CallProbes(kernel).landlockAbi(),
                (int) number("/proc/sys/kernel/cap_last_cap", required("/proc/sys/kernel/cap_last_cap")),
                SelinuxSupport.of(kernel),
                findings(release));
    }

    private List<Finding> findings(String release) {
        NamespaceProbes namespaces = new NamespaceProbes(kernel);
        CallProbes calls = new CallProbes(kernel);
        NetworkProbes network = new NetworkProbes(kernel);
        FileSystemProbes fileSystems = new FileSystemProbes(kernel, release);
        PrivilegeProbes privileges = new PrivilegeProbes(kernel);
        CgroupProbes cgroups = new CgroupProbes(kernel, cgroupParent);
        SecurityModuleProbes modules = new SecurityModuleProbes(kernel);
        return List.of(
                namespaces.user(),
                namespaces.probe(Wall.MOUNT_NAMESPACE, "mnt", "mnt"),
                namespaces.pid(),
                namespaces.probe(Wall.NETWORK_NAMESPACE, "net", "net"),
                namespaces.probe(Wall.IPC_NAMESPACE, "ipc", "ipc"),
                namespaces.probe(Wall.UTS_NAMESPACE, "uts", "uts"),
                namespaces.probe(Wall.CGROUP_NAMESPACE, "cgroup", "cgroup"),
                namespaces.probe(Wall.TIME_NAMESPACE, "time", "time"),
                new IdProbe(kernel).finding(),
                fileSystems.idmappedMounts(),
                calls.mountApi(),
                fileSystems.overlay(),
                fileSystems.tmpfs(),
                calls.tmpfsXattr(),
                calls.systemCalls(),
                privileges.sealedLauncher(),
                privileges.capabilities(),
                calls.noNewPrivs(),
                calls.seccomp(),
                privileges.libseccomp(),
                calls.landlock(),
                cgroups.controllers(),
                cgroups.swap(),
                modules.selinux(),
                modules.apparmor(),
                modules.yama(),
                network.network(),
                network.forwarding(),
                network.bandwidth(),
                fileSystems.btrfs(),
                fileSystems.projectQuota(),
                fileSystems.loop(),
                fileSystems.verity());
    }

    /** proc(5), Cpus_allowed_list: the CPUs that this process, and so its sandboxes, may use. */
    private int cpus() {
        String list = StatusFile.field(required("/proc/self/status"), "Cpus_allowed_list");
        try {
            return CpuSet.parse(list).size();
        } catch (IllegalArgumentException e) {
            throw malformed("/proc/self/status", "Cpus_allowed_list: " + e.getMessage());
        }
    }

    private String required(String path) {
        FileText text = kernel.read(path);
        if (text.value().isEmpty()) {
            throw malformed(path, text.text().isPresent() ? "it is empty" : "it " + text.reason());
        }
        return text.value();
    }

    private static long number(String path, String text) {
        boolean digits = text.length() <= 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.isEmpty()) {
            throw malformed(path, "it does not begin with a number");
        }
        return Long.parseLong(text);
    }

    private static RuntimeException malformed(String path, String why) {
        return HostFault.PROC.because("cannot read", path, why, "Mount the kernel's procfs on /proc");
    }
}
