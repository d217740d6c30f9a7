package dev.immure.core.plan;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;

/**
 * What an ordinary caller binds into a sandbox: layers, devices and his own files. He may clone mounts in a mount namespace
 * of his own only, so PID 1 does it, before the first mount of its own could lie in the way; and he may not map the ids of
 * a mount, so what is his belongs to root inside, or to the one user that there is.
 */
final class CallersMounts {
    private CallersMounts() {}

    static void add(PlanBuilder plan, ContainerSpec spec, IdMap ids) {
        long layer = MonitorSteps.RDONLY | MonitorSteps.NOSUID | MonitorSteps.NODEV;
        spec.layers()
                .forEach(diffId ->
                        plan.add(Opcode.BIND_INSIDE, plan.slotOf(new HostHandle.LayerTree(diffId)), layer, 0));
        long device = MonitorSteps.RDONLY | MonitorSteps.NOSUID | MonitorSteps.NOEXEC;
        LaunchPlanCompiler.DEVICES.forEach(node -> plan.add(Opcode.BIND_INSIDE, plan.slotOf(node), device, 0));
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Bind bind) {
                plan.add(
                        Opcode.BIND_INSIDE,
                        plan.slotOf(LaunchPlanCompiler.bindHandle(bind)),
                        attributes(bind, spec.user(), ids),
                        1);
            }
        }
    }

    private static long attributes(Mount.Bind bind, ContainerUser user, IdMap ids) {
        long always = MonitorSteps.NOSUID | MonitorSteps.NODEV;
        return switch (bind.access()) {
            case READ_ONLY -> always | MonitorSteps.RDONLY;
            case READ_WRITE -> {
                requireCallers(bind, user, ids);
                yield always;
            }
        };
    }

    /** Nobody but root inside is the owner, and a bind that cannot be written would be a surprise in the middle of a run. */
    private static void requireCallers(Mount.Bind bind, ContainerUser user, IdMap ids) {
        long caller = switch (ids) {
            case IdMap.Own own -> throw new IllegalStateException("root's binds are mapped, not " + own);
            case IdMap.Subordinate subordinate -> subordinate.uid();
            case IdMap.Single single -> single.uid();
        };
        if (user.uid() != 0 && ids instanceof IdMap.Subordinate) {
            throw refused(
                    bind,
                    "the program is user " + user.uid()
                            + " inside, and without root's id mapped mounts only user 0 owns it",
                    "Run the program as user 0 (-u 0), which is you outside; or run Immure as root");
        }
        if (bind.owner().uid() != caller) {
            throw refused(
                    bind,
                    "it belongs to user " + bind.owner().uid()
                            + ", and an ordinary user can pass on only what is his own",
                    "Bind a directory of your own, or run Immure as root");
        }
    }

    private static ImmureException refused(Mount.Bind bind, String why, String remedy) {
        return new ImmureException(new Fault(PlanFault.BIND_OWNER, "cannot bind writable", bind.source(), why, remedy));
    }
}
