package dev.immure.cli.pipeline;

import dev.immure.core.CloseStack;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.IdLease;
import dev.immure.core.launch.HeldSandbox;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.launch.TimeLimits;
import dev.immure.core.launch.Transfers;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.LaunchContext;
import dev.immure.policy.PolicyDecision;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds a place for runs of one outline.
 *
 * @param root of Immure's state, where disks are made
 */
record Sites(Path root, Workplace place, RunPlanner planner, Outline outline) {
    /** Ids and a disk, and nothing that stands. */
    Site empty(String sandboxId) {
        try (CloseStack undo = new CloseStack()) {
            IdLease lease = undo.add(place.lease(), IdLease::close);
            SandboxDisk disk = undo.add(
                    SandboxDisk.open(root, outline.disk(), lease.map(), lease.slot(), sandboxId), SandboxDisk::close);
            LaunchContext context = planner.context(sandboxId, outline, lease);
            return new Site(context, lease, disk, Optional.empty(), undo.handOver());
        }
    }

    /**
     * How a sandbox for the next such run is put up, later and by another thread. Its image stays open for it.
     *
     * @param permit of the run before: it lets nothing run, since what is put up ends where a program would start
     */
    Supplier<Site> another(String sandboxId, ImageUse use, PolicyDecision.Permit permit) {
        return () -> {
            try (CloseStack undo = new CloseStack()) {
                undo.add(use, ImageUse::close);
                Site site = undo.add(empty(sandboxId), Site::close);
                Prepared example = planner.prepare(
                        sandboxId,
                        use.image().verification(),
                        permit,
                        outline,
                        use.image().layers(),
                        site.context(),
                        site.lease());
                HeldSandbox held = undo.add(HeldSandbox.prepare(request(site, example, use)), HeldSandbox::close);
                return new Site(site.context(), site.lease(), site.disk(), Optional.of(held), undo.handOver());
            }
        };
    }

    private LaunchRequest request(Site site, Prepared example, ImageUse use) {
        return new LaunchRequest(
                site.context().sandboxId(),
                example.plan(),
                RunLauncher.trees(use.image().layers()),
                site.lease(),
                outline.cgroups(),
                outline.resources(),
                new TimeLimits(Optional.empty(), Optional.of(Duration.ofSeconds(1)), 0),
                outline.intent().network(),
                site.disk(),
                new Transfers(Copies.none(), 0),
                Optional.empty(),
                Optional.empty(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}
