package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCodec;
import java.util.ArrayList;
import java.util.List;

/** Gives a plan and its descriptors to immure-init. */
final class Launcher {
    private Launcher() {}

    /**
     * Spawns the monitor. The plan has not been checked by it yet when this returns: see {@link Sandbox#awaitStart}.
     *
     * @param maps for the user namespaces that it makes
     * @param handles one open descriptor for each handle of the plan, in its order; they stay the caller's
     */
    static Sandbox spawn(LaunchPlan plan, IdMapWriter maps, List<Fd> handles, Stdio stdio) {
        if (handles.size() != plan.handles().size()) {
            throw new IllegalArgumentException(
                    "the plan names " + plan.handles().size() + " descriptors, not " + handles.size());
        }
        Fd[] sockets = {};
        try (Fd program = InitProgram.open();
                Fd bytes = Descriptors.sealedMemfd("immure-plan", LaunchPlanCodec.encode(plan))) {
            sockets = Descriptors.socketPair();
            List<Fd> passed = new ArrayList<>(List.of(stdio.input(), stdio.output(), stdio.error(), sockets[1], bytes));
            passed.addAll(handles);
            int pid = Processes.spawn(program, List.of("immure-init"), passed);
            sockets[1].close();
            return new Sandbox(plan, maps, pid, new ControlChannel(sockets[0]));
        } catch (ErrnoException e) {
            for (Fd socket : sockets) {
                socket.close();
            }
            throw new ImmureException(
                    new Fault(
                            LaunchFault.SPAWN,
                            "cannot start",
                            "immure-init",
                            e.getMessage(),
                            "Check memory, RLIMIT_NOFILE and RLIMIT_NPROC of the caller"),
                    e);
        }
    }
}
