package dev.immure.cli.pipeline;

import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditPosition;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.IdLease;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.launch.RunReport;
import dev.immure.core.launch.SandboxRun;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Carries out a planned run, and records how it ended.
 *
 * @param root of Immure's state, where disks are made
 * @param layers held in use by the caller until the run has ended
 * @param lease held by the caller likewise
 */
record RunLauncher(
        Path root, UnpackedImage layers, IdLease lease, Workplace place, Console console, RunListener listener) {
    RunResult launch(RunWish wish, Prepared run) {
        try (SandboxDisk disk = SandboxDisk.open(root, run.disk(), lease.map(), lease.slot(), run.runId())) {
            // What a crash has left goes with the next start; the network and the disk do the same for their slot.
            place.tidy(run.cgroups());
            RunReport report = execute(new SandboxRun(request(wish, run, disk)), wish);
            AuditPosition position = place.audit()
                    .append(new AuditEvent.SandboxExited(
                            run.runId(),
                            Receipts.verdict(run, report),
                            report.ending(),
                            Receipts.measurements(report)));
            return new RunResult(
                    Receipts.receipt(run, report, position), report.calls().used());
        }
    }

    private RunReport execute(SandboxRun sandbox, RunWish wish) {
        boolean typed = wish.terminal().isPresent() && wish.interactive();
        CallerTerminal.Keys keys = typed ? console.terminal().raw() : () -> {};
        listener.started(sandbox);
        try {
            return sandbox.run();
        } finally {
            keys.close();
            listener.ended();
        }
    }

    private LaunchRequest request(RunWish wish, Prepared run, SandboxDisk disk) {
        return new LaunchRequest(
                run.runId(),
                run.plan(),
                layers.layers().stream()
                        .distinct()
                        .collect(Collectors.toMap(UnpackedLayer::diffId, UnpackedLayer::tree)),
                lease,
                run.cgroups(),
                Specs.resources(run.intent()),
                Specs.times(run.intent(), run.cgroups()),
                run.intent().network(),
                disk,
                Specs.transfers(run.intent()),
                wish.terminal().map(ignored -> console.terminal()::size),
                wish.interactive() ? Optional.of(console.input()) : Optional.empty(),
                console.output(),
                console.error());
    }
}
