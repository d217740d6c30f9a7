package dev.immure.cli.pipeline;

import dev.immure.cli.render.Console;
import dev.immure.core.CloseStack;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.launch.LaunchFault;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.policy.PolicyDecision;
import java.util.Optional;
import java.util.function.Supplier;

/** A run that the policy permits, on its way to a sandbox: one that stands, or one of its own. */
record PermittedRun(String runId, RunWish wish, ImageUse use, PolicyDecision.Permit permit, Sites sites) {
    /**
     * What surrounds it.
     *
     * @param after takes all that is to be closed when nothing of the run is left
     */
    record Surroundings(RunJournal journal, Console console, RunListener listener, CloseStack after) {}

    private record Planned(RunLauncher launcher, Prepared run, LaunchRequest request) {}

    /** @param newId of a sandbox that is to be put up for the next one */
    RunResult launch(Surroundings around, Supplier<String> newId) {
        Optional<Outline.Shape> shape = use.again().isPresent()
                ? sites.outline().shape(use.image().layers().root())
                : Optional.empty();
        RunResult result = launch(
                shape.flatMap(sites.place()::standing)
                        .map(site -> plan(site, around))
                        .map(there -> there.launcher().site().serves(there.request()) ? there : elsewhere(around))
                        .orElseGet(() -> plan(sites.empty(runId), around)),
                around);
        shape.ifPresent(s -> sites.place()
                .prepareMore(
                        s,
                        () -> sites.another(
                                newId.get(), use.again().orElseThrow().get(), permit)));
        return result;
    }

    /** Once more, in a sandbox of its own, when the one that stood was gone: only then has nothing of the run begun there. */
    private RunResult launch(Planned planned, Surroundings around) {
        try {
            return start(planned, around);
        } catch (ImmureException e) {
            if (e.fault().code() != LaunchFault.HELD_GONE) {
                throw e;
            }
            around.journal().write(AuditEvent.SandboxFailed.of(runId, e.fault()));
            return start(elsewhere(around), around);
        }
    }

    private RunResult start(Planned planned, Surroundings around) {
        // The decision is on disk before anything starts: this waits for it.
        around.journal()
                .start(new AuditEvent.SandboxStarted(
                        runId, permit.permit().image(), planned.run().plan().digest()));
        return planned.launcher().launch(planned.run(), planned.request(), wish, around.after());
    }

    private Planned elsewhere(Surroundings around) {
        sites.place().standingWasUnusable();
        return plan(sites.empty(runId), around);
    }

    /** One that does not serve is closed with the run. */
    private Planned plan(Site site, Surroundings around) {
        around.after().add(site, Site::close);
        RunLauncher launcher =
                new RunLauncher(use.image().layers(), site, sites.place(), around.console(), around.listener());
        Prepared run = sites.planner()
                .prepare(
                        runId,
                        use.image().verification(),
                        permit,
                        sites.outline(),
                        use.image().layers(),
                        site.context(),
                        site.lease());
        return new Planned(launcher, run, launcher.request(wish, run));
    }
}
