package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditPosition;
import dev.immure.core.audit.Receipt;
import dev.immure.core.disk.DiskChoice;
import dev.immure.core.disk.DiskOffers;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.CallerIds;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.launch.LaunchRequest;
import dev.immure.core.launch.RunReport;
import dev.immure.core.launch.SandboxRun;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCompiler;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.profiles.ProfileLimits;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.Unsigned;
import dev.immure.signing.VerificationFailure;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Verify, decide, plan, launch, record: one after the other, each on what the one before it made. */
public final class RunPipeline {
    private final RunSetting setting;
    private final SecureRandom random = new SecureRandom();

    private final UnaryOperator<LaunchPlan> variant;

    public RunPipeline(RunSetting setting) {
        this(setting, UnaryOperator.identity());
    }

    private RunPipeline(RunSetting setting, UnaryOperator<LaunchPlan> variant) {
        this.setting = setting;
        this.variant = variant;
    }

    /** Behind the same walls, and the result tells which system calls were made. */
    public static RunPipeline recording(RunSetting setting) {
        return new RunPipeline(setting, LaunchPlan::recording);
    }

    /** The decision alone. */
    public PolicyDecision decide(RunWish wish) {
        try (ContentStore store = ContentStore.open(setting.images());
                ImageSource source = ImageSources.open(wish.image(), store)) {
            VerificationResult verified = requireNoFailure(ImageVerifier.verify(source, setting.trust()));
            return decide(verified, intent(wish, source, store));
        }
    }

    /** The plan that {@link #run} would execute, and nothing done but what planning needs. */
    public LaunchPlan plan(RunWish wish) {
        try (ContentStore store = ContentStore.open(setting.images());
                ImageSource source = ImageSources.open(wish.image(), store);
                IdRanges ranges = IdRanges.open(setting.root());
                IdLease lease = ranges.acquire()) {
            VerificationResult verified = requireNoFailure(ImageVerifier.verify(source, setting.trust()));
            Intent intent = intent(wish, source, store);
            PolicyDecision.Permit permit = requirePermit(verified, decide(verified, intent));
            try (UnpackedImage layers = store.unpack(source)) {
                return prepare(newRunId(), verified, permit, wish, intent, layers, lease)
                        .plan();
            }
        }
    }

    /**
     * The whole way.
     *
     * @param listener told of the sandbox, so that a signal can end it
     */
    public RunResult run(RunWish wish, Console console, RunListener listener) {
        CallerWishes.require(wish);
        String runId = newRunId();
        try (ContentStore store = ContentStore.open(setting.images());
                AuditLog audit = AuditLog.open(setting.audit());
                ImageSource source = ImageSources.open(wish.image(), store);
                IdRanges ranges = IdRanges.open(setting.root());
                IdLease lease = ranges.acquire()) {
            VerificationResult verified = verify(runId, source, audit);
            Intent intent = intent(wish, source, store);
            PolicyDecision decision = decide(verified, intent);
            // On disk before anything starts: append returns after fsync.
            audit.append(Receipts.decided(runId, verified, setting.policy(), decision));
            PolicyDecision.Permit permit = requirePermit(verified, decision);
            try (UnpackedImage layers = store.unpack(source)) {
                Prepared run = prepare(runId, verified, permit, wish, intent, layers, lease);
                audit.append(new AuditEvent.SandboxStarted(
                        runId, permit.permit().image(), run.plan().digest()));
                return launch(wish, run, layers, lease, audit, console, listener);
            } catch (ImmureException e) {
                audit.append(AuditEvent.SandboxFailed.of(runId, e.fault()));
                throw e;
            }
        }
    }

    private RunResult launch(
            RunWish wish,
            Prepared run,
            UnpackedImage layers,
            IdLease lease,
            AuditLog audit,
            Console console,
            RunListener listener) {
        try (SandboxDisk disk = SandboxDisk.open(setting.root(), run.disk(), lease.map(), lease.slot(), run.runId())) {
            return launch(wish, run, layers, lease, disk, audit, console, listener);
        }
    }

    private RunResult launch(
            RunWish wish,
            Prepared run,
            UnpackedImage layers,
            IdLease lease,
            SandboxDisk disk,
            AuditLog audit,
            Console console,
            RunListener listener) {
        // What a crash has left goes with the next start; the network and the disk do the same for their slot.
        CgroupLeftovers.remove(run.cgroups());
        SandboxRun sandbox = new SandboxRun(new LaunchRequest(
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
                wish.terminal().map(ignored -> CallerTerminal::size),
                wish.interactive() ? Optional.of(console.input()) : Optional.empty(),
                console.output(),
                console.error()));
        CallerTerminal terminal = CallerTerminal.raw(wish.terminal().isPresent() && wish.interactive());
        listener.started(sandbox);
        RunReport report;
        try {
            report = sandbox.run();
        } finally {
            terminal.close();
            listener.ended();
        }
        AuditPosition position = audit.append(new AuditEvent.SandboxExited(
                run.runId(), Receipts.verdict(run, report), report.ending(), Receipts.measurements(report)));
        return new RunResult(
                Receipts.receipt(run, report, position), report.calls().used());
    }

    private Prepared prepare(
            String runId,
            VerificationResult verified,
            PolicyDecision.Permit permit,
            RunWish wish,
            Intent intent,
            UnpackedImage layers,
            IdLease lease) {
        HostReport host = HostProbe.probe(setting.cgroupParent());
        Instant now = Instant.now();
        Intent tightened = Tightening.apply(intent, permit.obligations());
        ResourceLimits resources = Specs.resources(tightened);
        DiskLimit disk = disk(wish.limits(), tightened.limits());
        CgroupLayout cgroups = Confinement.of(host, setting.cgroupParent(), tightened.bestEffort());
        LaunchContext context = Specs.context(runId, host, cgroups, lease.map(), resources, System.nanoTime());
        LaunchPlan plan = variant.apply(LaunchPlanCompiler.compile(
                Specs.container(
                        verified.image(),
                        layers.layers(),
                        tightened,
                        disk,
                        lease.map(),
                        cgroups,
                        host.kernelRelease(),
                        SelinuxLabels.of(host.selinux(), lease, tightened)),
                permit.permit(),
                context));
        return new Prepared(
                runId,
                now,
                verified,
                setting.policy(),
                permit,
                tightened,
                disk,
                cgroups,
                context,
                host.selinux().state(),
                plan);
    }

    private DiskLimit disk(RunWish.Limits asked, ProfileLimits inForce) {
        return DiskChoice.choose(
                preference(asked),
                DiskOffers.probe(setting.root()),
                inForce.diskBytes(),
                inForce.inodes(),
                asked.diskBytes().isPresent(),
                inForce.memoryBytes());
    }

    private VerificationResult verify(String runId, ImageSource source, AuditLog audit) {
        VerificationResult result = ImageVerifier.verify(source, setting.trust());
        switch (result) {
            case VerifiedImage image -> audit.append(Receipts.verified(runId, image));
            case Unsigned ignored -> {
                // Whether an unsigned image may run is the policy's to say; its decision is recorded next.
            }
            case VerificationFailure failure ->
                audit.append(new AuditEvent.ImageRefused(
                        runId,
                        failure.image().reference(),
                        Optional.of(failure.image().digest()),
                        failure.fault().code().id(),
                        failure.fault().why()));
        }
        return requireNoFailure(result);
    }

    /** A signature that is there and wrong is worse than none: no policy is asked. */
    private static VerificationResult requireNoFailure(VerificationResult result) {
        if (result instanceof VerificationFailure failure) {
            throw new ImmureException(failure.fault());
        }
        return result;
    }

    private Intent intent(RunWish wish, ImageSource source, ContentStore store) {
        Intent merged = IntentMerge.merge(
                wish,
                source.image().config(),
                setting.profile(),
                ImageUsers.resolve(wish.user().orElse(source.image().config().user()), () -> store.unpack(source)),
                HostRlimits.hard());
        ProfileLimits limits = merged.limits();
        return merged.withLimits(limits.withInodes(
                DiskChoice.inodesInForce(preference(wish.limits()), limits.diskBytes(), limits.inodes())));
    }

    private DiskPreference preference(RunWish.Limits asked) {
        return asked.diskBackend().orElse(setting.disk());
    }

    private PolicyDecision decide(VerificationResult verified, Intent intent) {
        return new PolicyDecisionPoint(setting.policy(), random)
                .decide(PolicyFacts.of(
                        verified, intent, HostProbe.probe(setting.cgroupParent()), CallerIds.current(), Instant.now()));
    }

    private static PolicyDecision.Permit requirePermit(VerificationResult image, PolicyDecision decision) {
        return switch (decision) {
            case PolicyDecision.Permit permit -> permit;
            case PolicyDecision.Deny deny ->
                throw new ImmureException(new Fault(
                        CliFault.DENIED,
                        "the policy denies",
                        image.image().reference(),
                        deny.reasons().stream()
                                .map(reason -> reason.text() + " (" + reason.rule() + ", " + reason.code() + ")")
                                .collect(Collectors.joining("; ")),
                        "See `immure policy check` for the whole decision " + deny.decisionId()));
        };
    }

    private String newRunId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The receipt's verdict in the words of a caller that has only an exit status. */
    static boolean isTimeLimit(Receipt receipt) {
        return switch (receipt.result().verdict()) {
            case TLE, WTLE -> true;
            case OK, RE, SG, MLE, OLE, PLE, DQE, NLE, SV, DENIED, IE -> false;
        };
    }
}
