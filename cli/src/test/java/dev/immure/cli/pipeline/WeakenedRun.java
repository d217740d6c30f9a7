package dev.immure.cli.pipeline;

import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.UserDatabase;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.launch.RunReport;
import dev.immure.core.launch.SandboxRun;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCompiler;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.policy.PolicyDecision;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The way of {@link RunPipeline}, with a wall taken out of the plan between compiling and launching it: how a test shows
 * that it would notice. Nothing is recorded; the product has no such door.
 */
public final class WeakenedRun {
    private static final DiskLimit DISK = new DiskLimit(64 << 20, 4096);

    private final RunSetting setting;
    private final UnaryOperator<LaunchPlan> change;
    private final UnaryOperator<ResourceLimits> loosen;

    public WeakenedRun(RunSetting setting, UnaryOperator<LaunchPlan> change, UnaryOperator<ResourceLimits> loosen) {
        this.setting = setting;
        this.change = change;
        this.loosen = loosen;
    }

    /** What the program said, on either stream. */
    public record Outcome(RunReport report, List<String> lines) {}

    public Outcome run(RunWish wish) {
        PolicyDecision decision = new RunPipeline(setting).decide(wish);
        if (!(decision instanceof PolicyDecision.Permit permit)) {
            throw new AssertionError(decision);
        }
        try (ContentStore store = ContentStore.open(setting.images());
                ImageSource source = ImageSources.open(wish.image(), store);
                IdRanges ranges = IdRanges.open(setting.root());
                IdLease lease = ranges.acquire();
                UnpackedImage layers = store.unpack(source)) {
            Intent intent = Tightening.apply(
                    IntentMerge.merge(
                            wish,
                            source.image().config(),
                            setting.profile(),
                            ImageUsers.resolve(
                                    wish.user().orElse(source.image().config().user()),
                                    () -> UserDatabase.of(layers.layers())),
                            HostRlimits.hard()),
                    permit.obligations());
            String runId =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            ResourceLimits resources = Specs.resources(intent);
            LaunchContext context = Specs.context(
                    runId, HostProbe.probe(), CgroupLayout.detect(), lease.map(), resources, System.nanoTime());
            LaunchPlan plan = LaunchPlanCompiler.compile(
                    Specs.container(
                            source.image(),
                            layers.layers(),
                            intent,
                            DISK,
                            lease.map(),
                            CgroupLayout.detect(),
                            HostProbe.probe().kernelRelease(),
                            Optional.empty()),
                    permit.permit(),
                    context);
            return launch(runId, change.apply(plan), layers, lease, loosen.apply(resources), intent);
        }
    }

    private static Outcome launch(
            String runId,
            LaunchPlan plan,
            UnpackedImage layers,
            IdLease lease,
            ResourceLimits resources,
            Intent intent) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        RunReport report = new SandboxRun(new LaunchRequest(
                        runId,
                        plan,
                        layers.layers().stream()
                                .distinct()
                                .collect(Collectors.toMap(UnpackedLayer::diffId, UnpackedLayer::tree)),
                        lease,
                        CgroupLayout.detect(),
                        resources,
                        Specs.times(intent, CgroupLayout.detect()),
                        intent.network(),
                        SandboxDisk.inMemory(),
                        Specs.transfers(intent),
                        intent.terminal().map(size -> () -> size),
                        Optional.empty(),
                        said,
                        said))
                .run();
        return new Outcome(report, said.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
