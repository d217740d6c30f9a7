package dev.immure.core.host;

/**
 * Namespaces. A JVM has many threads, so it cannot enter a new user namespace to try (unshare(2), EINVAL): the evidence
 * is what the kernel shows of itself.
 */
final class NamespaceProbes {
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

    Finding user() {
        Finding basic = probe(Wall.USER_NAMESPACE, "user", "user");
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
