package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.runs.RunFolder;
import dev.immure.cli.runs.RunNote;
import dev.immure.core.CloseStack;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.Receipt;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.ProcessIdentity;
import dev.immure.core.image.ImageSource;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.policy.DecisionMemory;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.json.FactsJson;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.VerificationFailure;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Verify, decide, plan, launch, record: one after the other, each on what the one before it made. */
public final class RunPipeline {
    private final RunSetting setting;
    private final UnaryOperator<LaunchPlan> variant;
    private final Optional<Workplace> shared;
    private final SecureRandom random = new SecureRandom();

    /** With all that a run needs opened for it, and closed after it. */
    public RunPipeline(RunSetting setting) {
        this(setting, UnaryOperator.identity(), Optional.empty());
    }

    /** @param shared stays the caller's */
    public RunPipeline(RunSetting setting, Workplace shared) {
        this(setting, UnaryOperator.identity(), Optional.of(shared));
    }

    private RunPipeline(RunSetting setting, UnaryOperator<LaunchPlan> variant, Optional<Workplace> shared) {
        this.setting = setting;
        this.variant = variant;
        this.shared = shared;
    }

    /** Behind the same walls, and the result tells which system calls were made. */
    public static RunPipeline recording(RunSetting setting) {
        return new RunPipeline(setting, LaunchPlan::recording, Optional.empty());
    }

    /** The decision alone. */
    public PolicyDecision decide(RunWish wish) {
        return decide(facts(wish));
    }

    /** What the policy would see. */
    public PolicyInput facts(RunWish wish) {
        return at(place -> {
            try (ImageUse use = place.image(wish.image(), setting, this::verify)) {
                RunPlanner planner = planner(place);
                return facts(use.image().verification(), planner.intent(wish, use.image()), planner.host());
            }
        });
    }

    /** The plan that {@link #run} would execute, and nothing done but what planning needs. */
    public PlannedRun plan(RunWish wish) {
        return at(place -> {
            try (ImageUse use = place.image(wish.image(), setting, this::verify);
                    IdLease lease = place.lease()) {
                VerificationResult verified = use.image().verification();
                RunPlanner planner = planner(place);
                Intent intent = planner.intent(wish, use.image());
                PolicyDecision.Permit permit = requirePermit(verified, decide(facts(verified, intent, planner.host())));
                String runId = newRunId();
                Outline outline = planner.outline(wish, intent, permit);
                Prepared run = planner.prepare(
                        runId,
                        verified,
                        permit,
                        outline,
                        use.image().layers(),
                        planner.context(runId, outline, lease),
                        lease);
                return new PlannedRun(verified.image().digest(), run.tree(), run.plan());
            }
        });
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
        // Listed from before its first record until after its last: so `ps` shows it, and if nobody sees its end, that
        // is found out.
        RunFolder listed = RunFolder.of(setting.root());
        listed.add(note(runId, wish, listener));
        try {
            return run(runId, wish, console, listener);
        } finally {
            listed.remove(runId);
        }
    }

    private RunNote note(String runId, RunWish wish, RunListener listener) {
        return new RunNote(
                runId,
                ProcessIdentity.current(),
                Callers.name(setting.caller()),
                wish.image().toString(),
                Instant.now(),
                listener.door());
    }

    private RunResult run(String runId, RunWish wish, Console console, RunListener listener) {
        return at(place -> {
            CloseStack after = new CloseStack();
            try (RunJournal journal = new RunJournal(place.audit())) {
                ImageUse use = after.add(
                        place.image(wish.image(), setting, source -> verify(runId, source, journal)), ImageUse::close);
                if (use.image().verification() instanceof VerifiedImage image) {
                    journal.note(Receipts.verified(runId, image));
                }
                return run(runId, wish, use, place, new PermittedRun.Surroundings(journal, console, listener, after));
            } finally {
                leave(runId, place, after);
            }
        });
    }

    private RunResult run(String runId, RunWish wish, ImageUse use, Workplace place, PermittedRun.Surroundings around) {
        VerificationResult verified = use.image().verification();
        RunPlanner planner = planner(place);
        Intent intent = planner.intent(wish, use.image());
        PolicyInput facts = facts(verified, intent, planner.host());
        PolicyDecision decision = decide(facts);
        around.listener().decided(decision);
        around.journal().decide(Receipts.decided(runId, verified, setting.policy(), decision), FactsJson.write(facts));
        PolicyDecision.Permit permit = requirePermit(verified, decision);
        around.journal().begin(place.beside());
        boolean told = false;
        try {
            Sites sites = new Sites(setting.root(), place, planner, planner.outline(wish, intent, permit));
            RunResult result =
                    new PermittedRun(runId, wish, use, permit, sites).launch(around, () -> StandingIds.next(random));
            told = true;
            return result;
        } catch (ImmureException e) {
            told = true;
            around.journal().write(AuditEvent.SandboxFailed.of(runId, e.fault()));
            throw e;
        } finally {
            if (!told) {
                around.journal().write(AuditEvent.SandboxFailed.of(runId, defect(wish)));
            }
        }
    }

    /** What was begun has an end on record even where we were wrong; the exception itself is for the log. */
    private static Fault defect(RunWish wish) {
        return new Fault(
                CliFault.DEFECT,
                "cannot run",
                wish.image().toString(),
                "Immure has a defect, which ended the run",
                "Report it with what was written to standard error");
    }

    /** Who has his answer does not wait for this, where somebody else does it. */
    private static void leave(String runId, Workplace place, CloseStack after) {
        Runnable closing = () -> {
            try {
                after.close();
            } catch (ImmureException e) {
                place.audit().append(AuditEvent.SandboxFailed.of(runId, e.fault()));
                throw e;
            }
        };
        place.behind().ifPresentOrElse(executor -> executor.execute(closing), closing);
    }

    private <T> T at(Function<Workplace, T> action) {
        if (shared.isPresent()) {
            return action.apply(shared.get());
        }
        try (Workplace own = new OwnWorkplace(setting)) {
            return action.apply(own);
        }
    }

    private VerificationResult verify(ImageSource source) {
        return requireNoFailure(ImageVerifier.verify(source, setting.trust()));
    }

    /** A refusal ends the run, and is recorded; whether an unsigned image may run is the policy's to say. */
    private VerificationResult verify(String runId, ImageSource source, RunJournal journal) {
        VerificationResult result = ImageVerifier.verify(source, setting.trust());
        if (result instanceof VerificationFailure failure) {
            journal.note(refusal(runId, failure));
        }
        return requireNoFailure(result);
    }

    private static AuditEvent refusal(String runId, VerificationFailure failure) {
        return new AuditEvent.ImageRefused(
                runId,
                failure.image().reference(),
                Optional.of(failure.image().digest()),
                failure.fault().code().id(),
                failure.fault().why());
    }

    /** A signature that is there and wrong is worse than none: no policy is asked. */
    private static VerificationResult requireNoFailure(VerificationResult result) {
        if (result instanceof VerificationFailure failure) {
            throw new ImmureException(failure.fault());
        }
        return result;
    }

    private RunPlanner planner(Workplace place) {
        return new RunPlanner(setting, place.host(setting), variant);
    }

    private PolicyInput facts(VerificationResult verified, Intent intent, HostReport host) {
        return PolicyFacts.of(verified, intent, host, setting.caller(), Instant.now());
    }

    private PolicyDecision decide(PolicyInput facts) {
        DecisionMemory memory = shared.map(place -> place.decisions(setting)).orElseGet(setting::decisions);
        return PolicyDecisionPoint.remembering(setting.policy(), random, memory).decide(facts);
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
