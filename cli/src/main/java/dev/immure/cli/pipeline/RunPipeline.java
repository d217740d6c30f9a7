package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.Receipt;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.json.FactsJson;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.Unsigned;
import dev.immure.signing.VerificationFailure;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
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
        try (ContentStore store = openStore();
                ImageSource source = ImageSources.open(wish.image(), store, setting.registries(), ImageReading.WHOLE)) {
            VerificationResult verified = requireNoFailure(ImageVerifier.verify(source, setting.trust()));
            RunPlanner planner = planner();
            return decide(facts(verified, planner.intent(wish, source, store), planner.host()));
        }
    }

    /** What the policy would see. */
    public PolicyInput facts(RunWish wish) {
        try (ContentStore store = openStore();
                ImageSource source = ImageSources.open(wish.image(), store, setting.registries(), ImageReading.WHOLE)) {
            VerificationResult verified = requireNoFailure(ImageVerifier.verify(source, setting.trust()));
            RunPlanner planner = planner();
            return facts(verified, planner.intent(wish, source, store), planner.host());
        }
    }

    /** The plan that {@link #run} would execute, and nothing done but what planning needs. */
    public PlannedRun plan(RunWish wish) {
        try (ContentStore store = openStore();
                ImageSource source =
                        open(wish, store, remote -> requireNoFailure(ImageVerifier.verify(remote, setting.trust())));
                IdRanges ranges = IdRanges.open(setting.root());
                IdLease lease = ranges.acquire()) {
            VerificationResult verified = requireNoFailure(ImageVerifier.verify(source, setting.trust()));
            RunPlanner planner = planner();
            Intent intent = planner.intent(wish, source, store);
            PolicyDecision.Permit permit = requirePermit(verified, decide(facts(verified, intent, planner.host())));
            try (UnpackedImage layers = store.unpack(source)) {
                Prepared run = planner.prepare(newRunId(), verified, permit, wish, intent, layers, lease);
                return new PlannedRun(verified.image().digest(), run.tree(), run.plan());
            }
        }
    }

    /**
     * The whole way.
     *
     * @param listener told of the sandbox, so that a signal can end it
     */
    public RunResult run(RunWish wish, Console console, RunListener listener) {
        CallerWishes.require(wish, console.terminal());
        String runId = newRunId();
        listener.begun(runId);
        try (ContentStore store = openStore();
                AuditLog audit = AuditLog.open(setting.audit(), setting.recording());
                ImageSource source = open(wish, store, remote -> refuse(runId, remote, audit));
                IdRanges ranges = IdRanges.open(setting.root());
                IdLease lease = ranges.acquire()) {
            VerificationResult verified = verify(runId, source, audit);
            RunPlanner planner = planner();
            Intent intent = planner.intent(wish, source, store);
            PolicyInput facts = facts(verified, intent, planner.host());
            PolicyDecision decision = decide(facts);
            // On disk before anything starts, what it was decided on first: append returns after fsync.
            audit.append(Receipts.decided(runId, verified, setting.policy(), decision), FactsJson.write(facts));
            PolicyDecision.Permit permit = requirePermit(verified, decision);
            try (UnpackedImage layers = store.unpack(source)) {
                Prepared run = planner.prepare(runId, verified, permit, wish, intent, layers, lease);
                audit.append(new AuditEvent.SandboxStarted(
                        runId, permit.permit().image(), run.plan().digest()));
                return new RunLauncher(setting.root(), layers, lease, audit, console, listener).launch(wish, run);
            } catch (ImmureException e) {
                audit.append(AuditEvent.SandboxFailed.of(runId, e.fault()));
                throw e;
            }
        }
    }

    /**
     * An image of a registry is copied into the store and opened there: its tag is asked for once, and what was verified
     * is what runs. Before its layers are fetched it is verified where it is.
     */
    private ImageSource open(RunWish wish, ContentStore store, Consumer<ImageSource> verifier) {
        ImageSource source = ImageSources.open(wish.image(), store, setting.registries(), ImageReading.WHOLE);
        if (!(wish.image() instanceof ImageReference.Remote remote)) {
            return source;
        }
        try (source) {
            verifier.accept(source);
            return Pull.into(store, source, remote);
        }
    }

    /** Ends the run of an image that is refused; of any other nothing is recorded yet. */
    private void refuse(String runId, ImageSource remote, AuditLog audit) {
        VerificationResult result = ImageVerifier.verify(remote, setting.trust());
        if (result instanceof VerificationFailure failure) {
            recordRefusal(runId, failure, audit);
        }
        requireNoFailure(result);
    }

    private static void recordRefusal(String runId, VerificationFailure failure, AuditLog audit) {
        audit.append(new AuditEvent.ImageRefused(
                runId,
                failure.image().reference(),
                Optional.of(failure.image().digest()),
                failure.fault().code().id(),
                failure.fault().why()));
    }

    private VerificationResult verify(String runId, ImageSource source, AuditLog audit) {
        VerificationResult result = ImageVerifier.verify(source, setting.trust());
        switch (result) {
            case VerifiedImage image -> audit.append(Receipts.verified(runId, image));
            case Unsigned ignored -> {
                // Whether an unsigned image may run is the policy's to say; its decision is recorded next.
            }
            case VerificationFailure failure -> recordRefusal(runId, failure, audit);
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

    private ContentStore openStore() {
        return ContentStore.open(setting.images(), Limits.DEFAULT, setting.verifyTree());
    }

    /** The host is probed once: it takes time, and what is decided on must be what is planned with. */
    private RunPlanner planner() {
        return new RunPlanner(setting, HostProbe.probe(setting.cgroupParent()), variant);
    }

    private PolicyInput facts(VerificationResult verified, Intent intent, HostReport host) {
        return PolicyFacts.of(verified, intent, host, setting.caller(), Instant.now());
    }

    private PolicyDecision decide(PolicyInput facts) {
        return PolicyDecisionPoint.remembering(setting.policy(), random, setting.decisions())
                .decide(facts);
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
