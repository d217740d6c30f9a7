package dev.immure.core.plan;

import dev.immure.core.network.NetworkSpec;
import java.nio.charset.StandardCharsets;

/** The steps of PID 1: the root file system, the names, then the payload. */
final class InitSteps {
    private static final int TTY_GROUP = 5;
    private static final long CAP_KILL = 1 << 5;
    private static final long CAP_SETGID = 1 << 6;
    private static final long CAP_SETUID = 1 << 7;

    /** Pseudo-terminals of one sandbox; all sandboxes of a host share 3,072 (Linux, kernel/sysctl: pty). */
    private static final int MAX_TERMINALS = 64;

    /** PID 1's own user and group: the last id of the range, which {@link ContainerUser} refuses to everybody else. */
    static final int REAPER = IdMap.SIZE - 1;

    /** Inodes of the staging tmpfs that are not the container's: upper, work, root, scratch and overlay's own. */
    private static final int STAGING_INODES = 16;

    /** Of a staging tmpfs that holds nothing but mount points. */
    private static final long STAGING_BYTES = 65_536;

    /** Interfaces and routes (linux/netlink.h). */
    private static final int NETLINK_ROUTE = 0;

    /** Rules: those of root stand on the host, those of an ordinary user inside. */
    private static final int NETLINK_NETFILTER = 12;

    private InitSteps() {}

    static void add(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        plan.add(Opcode.MAKE_MOUNTS_PRIVATE);
        if (!(context.ids() instanceof IdMap.Own)) {
            CallersMounts.add(plan, spec, context.ids());
        }
        plan.add(Opcode.LOOPBACK_UP);
        if (spec.network() instanceof NetworkSpec.Private) {
            // As early as can be: Java connects it while the mounts are made.
            if (!(context.ids() instanceof IdMap.Own)) {
                plan.add(Opcode.OFFER_NETWORK, NETLINK_NETFILTER, spec.network().describe());
            }
            plan.add(Opcode.OFFER_NETWORK, NETLINK_ROUTE, spec.network().describe());
        }
        // Before the first file system is made: all of them get it, and nothing of the host's is relabelled.
        spec.selinuxLabel().ifPresent(label -> plan.add(Opcode.LABEL_MOUNTS, label.files()));
        staging(plan, spec, context);
        layers(plan, spec);
        // Before anything is mounted over the root: what the user binds there is the host's.
        if (spec.network() instanceof NetworkSpec.Private network) {
            write(plan, "/etc/resolv.conf", network.resolverConfiguration());
            write(plan, "/etc/hosts", hosts(spec.hostname()));
        }
        // CVE-2019-19921, CVE-2025-54867: before anything is mounted there.
        plan.add(Opcode.REQUIRE_DIRECTORY, "/proc");
        plan.add(Opcode.REQUIRE_DIRECTORY, "/dev");
        plan.add(Opcode.REQUIRE_DIRECTORY, "/sys");
        devices(plan, context.ids() instanceof IdMap.Single ? spec.user().gid() : TTY_GROUP);
        plan.add(Opcode.MOUNT_PROC, "/proc");
        spec.mounts().forEach(mount -> mount(plan, mount));
        // Before the working directory is made: a tree that is copied there belongs to the program's user.
        copyIn(plan, spec);
        plan.add(Opcode.MAKE_DIRECTORY, 0755, spec.workingDirectory());
        // Every mount point exists now.
        plan.add(Opcode.SET_READ_ONLY, "/dev");
        if (spec.rootMode() == RootMode.READ_ONLY) {
            plan.add(Opcode.SET_READ_ONLY, "/");
        }
        plan.add(Opcode.PIVOT_ROOT);
        // After all other mounts, or one of them could uncover what is masked (CVE-2025-31133).
        spec.protectedPaths().masked().forEach(path -> plan.add(Opcode.MASK_PATH, path));
        spec.protectedPaths().readOnly().forEach(path -> plan.add(Opcode.READ_ONLY_PATH, path));
        // A second way to keep nested user namespaces out, besides seccomp (namespaces(7), /proc/sys/user).
        plan.add(Opcode.SET_SYSCTL, "sys/user/max_user_namespaces", "0");
        plan.add(Opcode.SET_HOSTNAME, spec.hostname());
        spec.terminal()
                .ifPresent(size -> plan.add(Opcode.OPEN_TERMINAL, spec.user().uid(), size.rows(), size.columns()));
        // With one id for everything PID 1 is the program's user; SECURITY.md says what stands between them then.
        boolean one = context.ids() instanceof IdMap.Single;
        // What is copied out is opened with the program's own rights, and otherwise PID 1 is not yet the program's
        // user.
        long collecting = one || spec.copies().out().isEmpty() ? 0 : CAP_SETGID | CAP_SETUID;
        plan.add(
                Opcode.SPAWN_PAYLOAD,
                one ? spec.user().uid() : REAPER,
                one ? spec.user().gid() : REAPER,
                CAP_KILL | collecting);
    }

    /** Before the root becomes read-only, and with every mount in its place: a file for /tmp goes to the tmpfs there. */
    private static void copyIn(PlanBuilder plan, ContainerSpec spec) {
        for (Copies.In copy : spec.copies().in()) {
            plan.add(
                    Opcode.COPY_IN,
                    plan.slotOf(LaunchPlanCompiler.copyHandle(copy)),
                    spec.user().uid(),
                    spec.user().gid(),
                    copy.destination());
        }
    }

    private static void write(PlanBuilder plan, String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        plan.add(Opcode.WRITE_FILE, bytes.length, 0644, path, Octets.of(bytes));
    }

    /** hosts(5). The sandbox's own name leads to itself, as Debian does it: its address is the launcher's business. */
    private static String hosts(String hostname) {
        return "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t" + hostname + "\n";
    }

    /** With a disk it holds nothing but mount points. */
    private static void staging(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        DiskLimit disk = spec.disk();
        boolean inMemory = disk.backend() == DiskBackend.TMPFS;
        long own = (long) STAGING_INODES + spec.layers().size();
        plan.add(
                Opcode.MAKE_STAGING,
                inMemory ? disk.bytes() : STAGING_BYTES,
                inMemory ? disk.inodes() + own : own,
                context.stagingDirectory());
        if (!inMemory) {
            plan.add(Opcode.ATTACH_DISK, plan.slotOf(new HostHandle.DiskMount(disk.backend())));
        }
    }

    private static void layers(PlanBuilder plan, ContainerSpec spec) {
        for (int i = 0; i < spec.layers().size(); i++) {
            int slot = plan.slotOf(new HostHandle.LayerTree(spec.layers().get(i)));
            plan.add(Opcode.ATTACH_LAYER, slot, LaunchPlanCompiler.layerName(i));
        }
        plan.add(
                Opcode.MOUNT_OVERLAY,
                MonitorSteps.NOSUID | MonitorSteps.NODEV,
                LaunchPlanCompiler.lowerDirectories(spec));
    }

    private static void devices(PlanBuilder plan, int ttyGroup) {
        long attributes = MonitorSteps.NOSUID | MonitorSteps.NOEXEC;
        plan.add(Opcode.MOUNT_TMPFS, 65_536, 64, attributes, "/dev", "0755");
        for (HostHandle.DeviceNode device : LaunchPlanCompiler.DEVICES) {
            plan.add(Opcode.ATTACH_FILE, plan.slotOf(device), "/dev/" + device.name());
        }
        plan.add(Opcode.MOUNT_DEVPTS, ttyGroup, MAX_TERMINALS, "/dev/pts");
        plan.add(Opcode.MAKE_SYMLINK, "/dev/ptmx", "pts/ptmx");
        plan.add(Opcode.MAKE_SYMLINK, "/dev/fd", "/proc/self/fd");
        plan.add(Opcode.MAKE_SYMLINK, "/dev/stdin", "/proc/self/fd/0");
        plan.add(Opcode.MAKE_SYMLINK, "/dev/stdout", "/proc/self/fd/1");
        plan.add(Opcode.MAKE_SYMLINK, "/dev/stderr", "/proc/self/fd/2");
    }

    private static void mount(PlanBuilder plan, Mount mount) {
        switch (mount) {
            case Mount.Bind bind -> {
                Opcode opcode = bind.kind() == Mount.Kind.FILE ? Opcode.ATTACH_FILE : Opcode.ATTACH_DIRECTORY;
                plan.add(opcode, plan.slotOf(LaunchPlanCompiler.bindHandle(bind)), bind.destination());
            }
            case Mount.Tmpfs tmpfs ->
                plan.add(
                        Opcode.MOUNT_TMPFS,
                        tmpfs.bytes(),
                        tmpfs.inodes(),
                        attributes(tmpfs),
                        tmpfs.destination(),
                        Integer.toOctalString(tmpfs.mode()));
        }
    }

    private static long attributes(Mount.Tmpfs tmpfs) {
        long always = MonitorSteps.NOSUID | MonitorSteps.NODEV;
        return switch (tmpfs.execution()) {
            case ALLOWED -> always;
            case REFUSED -> always | MonitorSteps.NOEXEC;
        };
    }
}
