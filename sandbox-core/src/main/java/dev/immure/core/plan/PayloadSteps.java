package dev.immure.core.plan;

import dev.immure.core.network.NetworkSpec;
import dev.immure.core.runtime.Rlimit;
import java.util.List;
import java.util.Set;

/** The program's own steps up to execve; each gives up something that a later one must not have. */
final class PayloadSteps {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MAX_CANDIDATES = 64;

    /** SECBIT_NOROOT and SECBIT_NO_CAP_AMBIENT_RAISE, both locked (capabilities(7), "The securebits flags"). */
    private static final long NO_ROOT_LOCKED = 0xc3;

    /** The second half of them: with capabilities granted, uid 0 must still be able to have them after execve. */
    private static final long NO_AMBIENT_LOCKED = 0xc0;

    /** linux/personality.h. */
    private static final long ADDR_NO_RANDOMIZE = 0x0040000;

    /**
     * Of RLIMIT_CORE. Where core_pattern is a pipe, the kernel runs its handler on the host also for a limit of 0, and for
     * this one it does not (fs/coredump.c, "RLIMIT_CORE is set to 1"). No file is written for a single byte either.
     */
    private static final long NO_DUMP = 1;

    private PayloadSteps() {}

    static void add(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        spec.argv().forEach(argument -> plan.add(Opcode.ARGUMENT, argument));
        spec.environment().forEach(variable -> plan.add(Opcode.VARIABLE, variable));
        candidates(spec).forEach(path -> plan.add(Opcode.EXEC_CANDIDATE, path));
        // Its own session: TIOCSTI and job control of the caller's terminal end here (CVE-2017-5226). A terminal of its
        // own
        // is taken by a session leader that has none (ioctl_tty(2), TIOCSCTTY).
        plan.add(Opcode.NEW_SESSION);
        if (spec.terminal().isPresent()) {
            plan.add(Opcode.TAKE_TERMINAL);
        }
        plan.add(Opcode.SET_UMASK, 022);
        // Before the ids change: the directory may be private to root; it is checked to lie inside (CVE-2024-21626).
        plan.add(Opcode.CHANGE_DIRECTORY, spec.workingDirectory());
        privileges(plan, spec, context);
        // Without this, Landlock and seccomp would need capabilities that are gone (prctl(2), seccomp(2)).
        plan.add(Opcode.NO_NEW_PRIVS);
        if (context.landlockAbi() >= 1) {
            landlock(plan, spec, new Landlock(context.landlockAbi()));
        }
        spec.selinuxLabel().ifPresent(label -> plan.add(Opcode.SELINUX_EXEC_LABEL, label.process()));
        // Before the filter, which need not allow looking for programs.
        plan.add(Opcode.RESOLVE_EXECUTABLE);
        // After the last descriptor was opened, which a low RLIMIT_NOFILE would refuse.
        for (Rlimit limit : spec.rlimits()) {
            boolean isCore = limit.resource() == Rlimit.Resource.RLIMIT_CORE;
            plan.add(
                    Opcode.SET_RLIMIT,
                    limit.resource().number(),
                    isCore && limit.soft() == 0 ? NO_DUMP : limit.soft(),
                    isCore && limit.hard() == 0 ? NO_DUMP : limit.hard());
        }
        if (spec.addresses() == AddressRandomization.OFF) {
            // Before the filter, which pins personality(2) to its default; execve keeps the flag.
            plan.add(Opcode.SET_PERSONALITY, ADDR_NO_RANDOMIZE);
        }
        byte[] program = spec.seccomp().code();
        // Last, so that it allows nothing that only the set-up needs.
        plan.add(Opcode.SECCOMP, program.length, Octets.of(program));
        plan.add(Opcode.EXECUTE);
    }

    private static void privileges(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        long kept = spec.capabilities().bits();
        // Dropping from the bounding set needs CAP_SETPCAP, so it comes first (capabilities(7)).
        plan.add(Opcode.DROP_BOUNDING, kept, context.lastCapability());
        plan.add(Opcode.SET_SECUREBITS, kept == 0 ? NO_ROOT_LOCKED : NO_AMBIENT_LOCKED);
        spec.user().groups().forEach(group -> plan.add(Opcode.GROUP, group));
        plan.add(Opcode.SET_IDS, spec.user().uid(), spec.user().gid(), kept == 0 ? 0 : 1);
        plan.add(Opcode.SET_CAPABILITIES, kept);
    }

    private static void landlock(PlanBuilder plan, ContainerSpec spec, Landlock landlock) {
        Set<Integer> ports = ports(spec.network());
        long network = landlock.handledNetwork(ports);
        plan.add(
                Opcode.LANDLOCK_RULESET,
                landlock.handledFilesystem(),
                network,
                landlock.scoped(),
                landlock.attributeSize());
        boolean writable = spec.rootMode() == RootMode.WRITABLE;
        path(plan, "/", writable ? landlock.readWrite() : landlock.readOnly());
        path(plan, "/dev", landlock.devices());
        // proc(5): programs set their own name, oom score and the like; what matters there is masked or read-only.
        path(plan, "/proc", (landlock.readOnly() & ~Landlock.EXECUTE) | Landlock.WRITE_FILE);
        for (Mount mount : spec.mounts()) {
            switch (mount) {
                case Mount.Tmpfs tmpfs -> path(plan, tmpfs.destination(), landlock.readWrite());
                case Mount.Bind bind -> bind(plan, bind, landlock);
            }
        }
        if (network != 0) {
            ports.forEach(port -> plan.add(Opcode.LANDLOCK_PORT, network, port));
        }
        plan.add(Opcode.LANDLOCK_RESTRICT);
    }

    /** Where every allowed destination names its port, these; a second wall before the firewall (landlock(7)). */
    private static Set<Integer> ports(NetworkSpec network) {
        return switch (network) {
            case NetworkSpec.None ignored -> Set.of();
            case NetworkSpec.Private wanted -> wanted.tcpPorts();
        };
    }

    private static void bind(PlanBuilder plan, Mount.Bind bind, Landlock landlock) {
        long rights = bind.access() == Mount.Access.READ_ONLY ? landlock.readOnly() : landlock.readWrite();
        path(plan, bind.destination(), bind.kind() == Mount.Kind.FILE ? landlock.files(rights) : rights);
    }

    private static void path(PlanBuilder plan, String path, long rights) {
        plan.add(Opcode.LANDLOCK_PATH, rights, 0, path);
    }

    /** Where execvp(3) would look: the path itself, or the program in each absolute directory of PATH. */
    private static List<String> candidates(ContainerSpec spec) {
        String program = spec.argv().getFirst();
        if (program.contains("/")) {
            return List.of(program);
        }
        String path = spec.environment().stream()
                .filter(variable -> variable.startsWith("PATH="))
                .map(variable -> variable.substring("PATH=".length()))
                .reduce(DEFAULT_PATH, (first, last) -> last);
        return List.of(path.split(":", -1)).stream()
                .filter(directory -> directory.startsWith("/"))
                .limit(MAX_CANDIDATES)
                .map(directory -> directory + (directory.endsWith("/") ? "" : "/") + program)
                .toList();
    }
}
