package dev.immure.core.plan;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.runtime.Capability;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns a specification, a permit and what is known of the host into a launch plan. Pure: the same input gives the same
 * bytes. The order of the steps is the order of docs/launch-sequence.md; a test compares the two.
 */
public final class LaunchPlanCompiler {
    /** Character devices of the minimal /dev: name, major, minor (Linux, admin-guide/devices.txt). */
    static final List<HostHandle.DeviceNode> DEVICES = List.of(
            new HostHandle.DeviceNode("null", 1, 3),
            new HostHandle.DeviceNode("zero", 1, 5),
            new HostHandle.DeviceNode("full", 1, 7),
            new HostHandle.DeviceNode("random", 1, 8),
            new HostHandle.DeviceNode("urandom", 1, 9),
            new HostHandle.DeviceNode("tty", 5, 0));

    private static final String LAYER_NAMES = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private LaunchPlanCompiler() {}

    /**
     * The plan of one launch.
     *
     * @throws ImmureException when the permit is for another image, or the host lacks a wall that is not waived
     */
    public static LaunchPlan compile(ContainerSpec spec, LaunchPermit permit, LaunchContext context) {
        requirePermit(spec, permit);
        requireWalls(spec, context);
        requireIds(spec.user(), context.ids());
        requireNetworkStands(spec, context.ids());
        SpecBounds.require(spec);
        try {
            PlanBuilder plan = new PlanBuilder();
            nameHandles(plan, spec, context);
            MonitorSteps.add(plan, spec, context);
            InitSteps.add(plan, spec, context);
            PayloadSteps.add(plan, spec, context);
            spec.copies().out().forEach(copy -> plan.add(Opcode.COPY_OUT, copy.path()));
            for (String controller : context.cgroupControllers()) {
                plan.add(
                        Opcode.REMOVE_DIRECTORY,
                        plan.slotOf(new HostHandle.CgroupParent(controller)),
                        context.cgroupName());
            }
            LaunchPlan built = plan.build();
            SpecBounds.requireSize(spec, LaunchPlanCodec.size(built));
            return built;
        } catch (IllegalArgumentException e) {
            throw new ImmureException(
                    new Fault(
                            PlanFault.VALUE,
                            "cannot plan the launch of",
                            spec.image().toString(),
                            String.valueOf(e.getMessage()),
                            "Change the option, profile or image that asks for it"),
                    e);
        }
    }

    private static void requirePermit(ContainerSpec spec, LaunchPermit permit) {
        if (!permit.image().equals(spec.image())) {
            throw new ImmureException(new Fault(
                    PlanFault.PERMIT,
                    "cannot plan the launch of",
                    spec.image().toString(),
                    "the permit " + permit.decisionId() + " is for " + permit.image(),
                    "Report this as a defect"));
        }
    }

    private static void requireWalls(ContainerSpec spec, LaunchContext context) {
        if (context.landlockAbi() < 1 && !spec.bestEffort().contains(Wall.LANDLOCK)) {
            throw new ImmureException(new Fault(
                    PlanFault.LANDLOCK,
                    "cannot put up the wall",
                    "landlock",
                    "this kernel does not offer it",
                    "Boot with landlock in the lsm= list, or run with --best-effort landlock"));
        }
    }

    private static void requireIds(ContainerUser user, IdMap ids) {
        if (ids instanceof IdMap.Single single && !user.groups().isEmpty()) {
            throw new ImmureException(new Fault(
                    PlanFault.ONE_ID,
                    "cannot give the program the supplementary groups",
                    user.groups().toString(),
                    "there is one id for the whole sandbox: " + single.reason(),
                    "Give yourself subordinate ids: install newuidmap (Debian: package uidmap), and as root: usermod "
                            + "--add-subuids 100000-165535 --add-subgids 100000-165535 USER"));
        }
    }

    /**
     * An ordinary user's filter and rates lie in the sandbox's own network namespace. CAP_NET_ADMIN there takes them away;
     * with CAP_NET_RAW a packet socket passes them by (packet(7): before netfilter).
     */
    private static void requireNetworkStands(ContainerSpec spec, IdMap ids) {
        if (!(spec.network() instanceof NetworkSpec.Private) || ids instanceof IdMap.Own) {
            return;
        }
        List<Capability> against = Stream.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW)
                .filter(spec.capabilities()::contains)
                .toList();
        if (!against.isEmpty()) {
            throw new ImmureException(new Fault(
                    PlanFault.NETWORK_CAPABILITY,
                    "cannot give a program with a private network",
                    against.toString(),
                    "an ordinary user's filter lies in the namespace that this has power over",
                    "Leave the capability out, or run Immure as root, whose filter lies outside"));
        }
    }

    private static void nameHandles(PlanBuilder plan, ContainerSpec spec, LaunchContext context) {
        plan.handle(new HostHandle.IdRangeLock());
        if (spec.network() instanceof NetworkSpec.Private && context.ids() instanceof IdMap.Own) {
            plan.handle(new HostHandle.NetworkSlotLock());
        }
        for (String controller : context.cgroupControllers()) {
            plan.handle(context.entrance(controller));
            plan.handle(new HostHandle.CgroupParent(controller));
        }
        if (spec.disk().backend() != DiskBackend.TMPFS) {
            plan.handle(new HostHandle.DiskMount(spec.disk().backend()));
        }
        spec.layers().forEach(layer -> plan.handle(new HostHandle.LayerTree(layer)));
        DEVICES.forEach(plan::handle);
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Bind bind) {
                plan.handle(bindHandle(bind));
            }
        }
        spec.copies().in().forEach(copy -> plan.handle(copyHandle(copy)));
    }

    static HostHandle bindHandle(Mount.Bind bind) {
        return new HostHandle.BindSource(bind.source(), bind.destination());
    }

    static HostHandle copyHandle(Copies.In copy) {
        return new HostHandle.CopySource(copy.source(), copy.destination());
    }

    /** Topmost first, as overlay wants it; short relative names below the staging directory. */
    static String lowerDirectories(ContainerSpec spec) {
        StringBuilder names = new StringBuilder();
        for (int i = spec.layers().size() - 1; i >= 0; i--) {
            names.append(names.isEmpty() ? "" : ":").append(layerName(i));
        }
        return names.toString();
    }

    static String layerName(int index) {
        int base = LAYER_NAMES.length();
        String last = String.valueOf(LAYER_NAMES.charAt(index % base));
        return index < base ? last : layerName(index / base - 1) + last;
    }
}
