package dev.immure.cli.pipeline;

import dev.immure.cli.render.Console;
import dev.immure.core.CloseStack;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditPosition;
import dev.immure.core.image.Digest;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.launch.EndedRun;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.launch.RunReport;
import dev.immure.core.launch.SandboxRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Carries out a planned run, and records how it ended.
 *
 * @param layers held in use by the caller until nothing of the run is left
 * @param site held by the caller likewise
 */
record RunLauncher(UnpackedImage layers, Site site, Workplace place, Console console, RunListener listener) {
    /** @param after takes what is left to be closed after the answer */
    RunResult launch(Prepared run, LaunchRequest request, RunWish wish, CloseStack after) {
        // What a crash has left goes with the next start; the network and the disk do the same for their slot.
        place.tidy(run.cgroups());
        RunReport report = execute(
                site.held().map(held -> new SandboxRun(request, held)).orElseGet(() -> new SandboxRun(request)),
                wish,
                after);
        AuditPosition position = place.audit()
                .append(new AuditEvent.SandboxExited(
                        run.runId(), Receipts.verdict(run, report), report.ending(), Receipts.measurements(report)));
        return new RunResult(
                Receipts.receipt(run, report, position), report.calls().used());
    }

    private RunReport execute(SandboxRun sandbox, RunWish wish, CloseStack after) {
        boolean typed = wish.terminal().isPresent() && wish.interactive();
        CallerTerminal.Keys keys = typed ? console.terminal().raw() : () -> {};
        sandbox.onStall(listener::stalled);
        listener.started(sandbox);
        try {
            return place.behind().isEmpty()
                    ? sandbox.run()
                    : after.add(sandbox.runToEnd(), EndedRun::close).report();
        } finally {
            keys.close();
            listener.ended();
        }
    }

    LaunchRequest request(RunWish wish, Prepared run) {
        return new LaunchRequest(
                site.context().sandboxId(),
                run.plan(),
                trees(layers),
                site.lease(),
                run.cgroups(),
                Specs.resources(run.intent()),
                Specs.times(run.intent(), run.cgroups()),
                run.intent().network(),
                site.disk(),
                Specs.transfers(run.intent()),
                wish.terminal().map(ignored -> console.terminal()::size),
                wish.interactive() ? Optional.of(console.input()) : Optional.empty(),
                console.output(),
                console.error());
    }

    static Map<Digest, Path> trees(UnpackedImage layers) {
        return layers.layers().stream()
                .distinct()
                .collect(Collectors.toMap(UnpackedLayer::diffId, UnpackedLayer::tree));
    }
}
