package dev.immure.core.host;

/** Linux security modules that a sandbox uses where the host runs them. */
final class SecurityModuleProbes {
    private final KernelView kernel;

    SecurityModuleProbes(KernelView kernel) {
        this.kernel = kernel;
    }

    Finding selinux() {
        SelinuxSupport support = SelinuxSupport.of(kernel);
        FileText enforce = kernel.read("/sys/fs/selinux/enforce");
        return switch (support.state()) {
            case ENFORCING -> enforcing(support, enforce.evidence() + " (enforcing)");
            case PERMISSIVE ->
                Finding.missing(Wall.SELINUX, enforce.evidence() + " (permissive: it only logs)", "Run: setenforce 1");
            case ABSENT -> noSelinux(enforce);
        };
    }

    private static Finding enforcing(SelinuxSupport support, String evidence) {
        String levels = support.levels() ? "" : ", no categories: this policy has no levels";
        return support.types()
                .map(types -> Finding.available(
                        Wall.SELINUX, evidence + ", " + types.process() + " and " + types.files() + levels))
                .orElseGet(() -> Finding.missing(
                        Wall.SELINUX,
                        evidence + ", but the policy has neither container_t nor immure_t",
                        "Run: immure profile selinux >immure.cil && semodule -i immure.cil"));
    }

    private Finding noSelinux(FileText enforce) {
        // The kernel makes this directory when SELinux is on; the file appears when selinuxfs is mounted there.
        boolean on = kernel.exists("/sys/fs/selinux");
        return Finding.missing(
                Wall.SELINUX,
                enforce.evidence() + (on ? ", though /sys/fs/selinux does" : ", nor does /sys/fs/selinux"),
                on
                        ? "Run: mount -t selinuxfs none /sys/fs/selinux"
                        : "Boot with security=selinux selinux=1 and a policy");
    }

    Finding apparmor() {
        FileText enabled = kernel.read("/sys/module/apparmor/parameters/enabled");
        return Finding.of(
                Wall.APPARMOR,
                enabled.is("Y"),
                enabled.evidence(),
                "Boot with apparmor in lsm= on a kernel with CONFIG_SECURITY_APPARMOR");
    }

    Finding yama() {
        FileText scope = kernel.read("/proc/sys/kernel/yama/ptrace_scope");
        boolean restricted = scope.is("1") || scope.is("2") || scope.is("3");
        return Finding.of(
                Wall.YAMA, restricted, scope.evidence(), "Run: sysctl kernel.yama.ptrace_scope=1, with yama in lsm=");
    }
}
