package dev.immure.core.host;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.resource.MountEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Namespaces. A JVM has many threads, so it cannot enter a new user namespace to try (unshare(2), EINVAL): the evidence
 * is what the kernel shows of itself.
 */
final class NamespaceProbes {
    private static final Set<String> HIDES_NOTHING =
            Set.of("/proc/sys/fs/binfmt_misc", "/proc/fs/nfsd", "/proc/openprom");
    private static final int MOST_MASKS = 3;

    private final KernelView kernel;

    NamespaceProbes(KernelView kernel) {
        this.kernel = kernel;
    }

    /**
     * @param type name in /proc/self/ns
     * @param limit name in /proc/sys/user/max_*_namespaces
     */
    Finding probe(Wall wall, String type, String limit) {
        String link = "/proc/self/ns/" + type;
        if (!kernel.exists(link)) {
            return Finding.missing(
                    wall, link + " does not exist", "Use a kernel with this namespace (CONFIG_*_NS; time: Linux 5.6)");
        }
        FileText most = kernel.read("/proc/sys/user/max_" + limit + "_namespaces");
        String evidence = link + " exists; " + most.evidence() + "; not tried here";
        return Finding.of(wall, !most.is("0"), evidence, "Run: sysctl user.max_" + limit + "_namespaces=10000");
    }

    /** mount_namespaces(7): where something lies over a part of /proc, the kernel mounts no other that would show it. */
    Finding pid() {
        Finding basic = probe(Wall.PID_NAMESPACE, "pid", "pid");
        List<String> masks = kernel.isHostRoot() ? List.of() : masksOfProc();
        return masks.isEmpty()
                ? basic
                : Finding.missing(
                        Wall.PID_NAMESPACE,
                        "/proc/self/mountinfo shows mounts over " + String.join(", ", masks)
                                + ", so the kernel mounts no /proc for a sandbox",
                        "Start the container with an unmasked /proc: docker run --security-opt systempaths=unconfined, "
                                + "podman run --security-opt unmask=ALL");
    }

    /** Mounts over directories that the kernel keeps empty for it, as of binfmt_misc, hide nothing. */
    private List<String> masksOfProc() {
        return MountEntry.parse(kernel.read("/proc/self/mountinfo").value()).stream()
                .filter(mount -> mount.mountPoint().startsWith("/proc")
                        && !mount.mountPoint().equals(Path.of("/proc"))
                        && !HIDES_NOTHING.contains(mount.mountPoint().toString()))
                .map(mount -> mount.mountPoint().toString())
                .limit(MOST_MASKS)
                .toList();
    }

    Finding user() {
        Finding basic = probe(Wall.USER_NAMESPACE, "user", "user");
        if (kernel.attempt(HarmlessCall.UNSHARE_USER) == -Errno.EPERM) {
            return Finding.missing(
                    Wall.USER_NAMESPACE,
                    HarmlessCall.UNSHARE_USER.text() + ": EPERM, from a filter around Immure",
                    "In a container: docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined");
        }
        if (basic.state() != Finding.State.AVAILABLE || kernel.isHostRoot()) {
            return basic;
        }
        // Switches that distributions add against unprivileged use; absent elsewhere.
        FileText debian = kernel.read("/proc/sys/kernel/unprivileged_userns_clone");
        if (debian.is("0")) {
            return Finding.missing(
                    Wall.USER_NAMESPACE, debian.evidence(), "Run as root: sysctl kernel.unprivileged_userns_clone=1");
        }
        FileText ubuntu = kernel.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
        return Finding.of(
                Wall.USER_NAMESPACE,
                !ubuntu.is("1"),
                basic.evidence() + "; " + ubuntu.evidence(),
                "Load an AppArmor profile with the permission userns for Immure, or run it as root");
    }
}
