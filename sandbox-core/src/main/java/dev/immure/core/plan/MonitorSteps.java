package dev.immure.core.plan;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.runtime.Rlimit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The steps of the monitor and the stage: everything that needs the host's privileges, and then giving them up. */
final class MonitorSteps {
    static final long RDONLY = 0x1;
    static final long NOSUID = 0x2;
    static final long NODEV = 0x4;
    static final long NOEXEC = 0x8;

    private static final long CLONE_NEWNS = 0x20000;
    private static final long CLONE_NEWCGROUP = 0x02000000;
    private static final long CLONE_NEWUTS = 0x04000000;
    private static final long CLONE_NEWIPC = 0x08000000;
    private static final long CLONE_NEWPID = 0x20000000;
    private static final long CLONE_NEWNET = 0x40000000;
    private static final long NAMESPACES =
            CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET;

    private MonitorSteps() {}

    static void add(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        int user = plan.make();
        plan.add(
                Opcode.MAKE_USER_NAMESPACE,
                user,
                owner(context.ids()),
                context.ids().users(spec.user()),
                context.ids().groups(spec.user()));
        if (context.ids() instanceof IdMap.Own own) {
            cloneMounts(plan, spec, own, user);
        }
        // On v2 it begins its life inside: no moment outside the limits (clone(2), CLONE_INTO_CGROUP). v1 has no such
        // thing: there the stage moves itself, by a descriptor, before it can fork.
        plan.add(Opcode.SPAWN_STAGE, birthplace(plan, context));

        // Before anything may fork, and before the cgroup namespace, whose root this cgroup becomes
        // (cgroup_namespaces(7)).
        for (String controller : context.cgroupControllers()) {
            if (context.entrance(controller) instanceof HostHandle.CgroupProcs procs) {
                plan.add(Opcode.JOIN_CGROUP, plan.slotOf(procs));
            }
        }
        // When memory runs out on the host as a whole, a sandbox goes before anything else does.
        plan.add(Opcode.SET_OOM_SCORE, "500");
        // Before the user namespace: a limit of the host may need the host's rights (getrlimit(2), CAP_SYS_RESOURCE).
        for (Rlimit limit : spec.rlimits()) {
            plan.add(Opcode.RAISE_RLIMIT, limit.resource().number(), limit.hard());
        }
        enterUserNamespace(plan, spec.user(), context.ids(), user);
        // The clocks start at zero inside: the host's uptime tells which host it is (time_namespaces(7)).
        plan.add(
                Opcode.MAKE_TIME_NAMESPACE,
                "monotonic -" + context.monotonicSeconds() + " 0\nboottime -" + context.boottimeSeconds() + " 0\n");
        // After the maps are written, so that a mapped root owns them (user_namespaces(7)).
        plan.add(Opcode.SPAWN_INIT, NAMESPACES);
    }

    private static long birthplace(PlanBuilder plan, LaunchContext context) {
        Optional<String> unified = context.unifiedCgroup();
        return unified.isPresent() ? plan.slotOf(context.entrance(unified.get())) : LaunchPlan.NO_SLOT;
    }

    /** The streams become the program's: before, by the host's root; after, by that of the namespace, for his caller. */
    private static void enterUserNamespace(PlanBuilder plan, ContainerUser user, IdMap ids, int namespace) {
        switch (ids) {
            case IdMap.Own own -> {
                // The container's root has no power over files of the host's (capabilities(7), CAP_CHOWN).
                plan.add(Opcode.OWN_STREAMS, own.uidBase() + user.uid(), own.gidBase() + user.gid());
                enter(plan, namespace, 0, 0, 0);
            }
            case IdMap.Subordinate ignored -> {
                enter(plan, namespace, 0, 0, 0);
                plan.add(Opcode.OWN_STREAMS, user.uid(), user.gid());
            }
            case IdMap.Single ignored -> enter(plan, namespace, user.uid(), user.gid(), 1);
        }
    }

    private static void enter(PlanBuilder plan, int namespace, int uid, int gid, int groupsKept) {
        // keyrings(7): the caller's session keyring must not be visible inside.
        plan.add(Opcode.NEW_SESSION_KEYRING);
        plan.add(Opcode.ENTER_USER_NAMESPACE, namespace, uid, gid, groupsKept);
    }

    /** The account on the host that pays for what the sandbox uses: nobody's but its own PID 1's, where that can be. */
    private static long owner(IdMap ids) {
        return switch (ids) {
            case IdMap.Own own -> own.uidBase() + InitSteps.REAPER;
            case IdMap.Subordinate ignored -> LaunchPlan.CALLER;
            case IdMap.Single ignored -> LaunchPlan.CALLER;
        };
    }

    /** mount_setattr(2) with an id map needs rights over the host's file systems, so it happens out here. */
    private static void cloneMounts(PlanBuilder plan, ContainerSpec spec, IdMap.Own ids, int user) {
        Set<HostHandle> seen = new HashSet<>();
        spec.layers().stream()
                .map(HostHandle.LayerTree::new)
                .filter(seen::add)
                .forEach(layer -> plan.add(Opcode.CLONE_MOUNT, plan.slotOf(layer), RDONLY | NOSUID | NODEV, user, 0));
        for (HostHandle.DeviceNode device : LaunchPlanCompiler.DEVICES) {
            // Read-only binds the node, not the device: without it, touch(1) inside would set the host's times.
            plan.add(Opcode.CLONE_MOUNT, plan.slotOf(device), RDONLY | NOSUID | NOEXEC, LaunchPlan.NO_SLOT, 0);
        }
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Bind bind) {
                cloneBind(plan, spec, ids, bind, user);
            }
        }
    }

    private static void cloneBind(PlanBuilder plan, ContainerSpec spec, IdMap.Own ids, Mount.Bind bind, int user) {
        int slot = plan.slotOf(LaunchPlanCompiler.bindHandle(bind));
        switch (bind.access()) {
            case READ_ONLY -> plan.add(Opcode.CLONE_MOUNT, slot, RDONLY | NOSUID | NODEV, user, 1);
            case READ_WRITE -> {
                requireOrdinaryOwner(bind);
                int namespace = plan.make();
                // Only the source's owner is mapped, and to the container's user: nobody else's files can be made here.
                plan.add(
                        Opcode.MAKE_USER_NAMESPACE,
                        namespace,
                        owner(ids),
                        bind.owner().uid() + " " + (ids.uidBase() + spec.user().uid()) + " 1",
                        bind.owner().gid() + " " + (ids.gidBase() + spec.user().gid()) + " 1");
                plan.add(Opcode.CLONE_MOUNT, slot, NOSUID | NODEV, namespace, 1);
            }
        }
    }

    private static void requireOrdinaryOwner(Mount.Bind bind) {
        if (bind.owner().uid() == 0 || bind.owner().gid() == 0) {
            throw new ImmureException(new Fault(
                    PlanFault.BIND_ROOT,
                    "cannot bind writable",
                    bind.source(),
                    "root owns it, so the container could leave a setuid-root program on the host",
                    "Give it to an ordinary user and group (chown 1000:1000 DIR), or bind it :ro"));
        }
    }
}
