package dev.immure.policy;

import dev.immure.core.image.Digest;
import dev.immure.core.plan.LaunchPermit;
import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.trace.Firing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Decides whether an image may be launched as asked. Fails closed: no rule, an exception, a limit or a deadline is a
 * denial with a code of its own. The only caller of {@link LaunchPermit#issue}. Safe for use by several threads as far as
 * the random source is.
 */
public final class PolicyDecisionPoint {
    private static final int ID_BYTES = 16;
    private static final Comparator<Firing> ORDER = Comparator.comparingInt(
                    (Firing firing) -> -firing.rule().salience())
            .thenComparing(firing -> firing.rule().name());

    private final Digest policy;
    private final Evaluation evaluation;
    private final List<Waiver> waivers;
    private final Manifest manifest;
    private final RandomGenerator random;

    /** @param random source of decision ids; {@link java.security.SecureRandom} but in tests */
    public PolicyDecisionPoint(PolicyBundle bundle, RandomGenerator random) {
        this(bundle, random, DecisionLimits.DEFAULT);
    }

    public PolicyDecisionPoint(PolicyBundle bundle, RandomGenerator random, DecisionLimits limits) {
        this(bundle, new Evaluation(bundle.engine(), bundle::facts, limits), random);
    }

    /** Of rules alone. */
    PolicyDecisionPoint(
            Digest policy,
            RuleEngine engine,
            Function<PolicyInput, List<Object>> facts,
            RandomGenerator random,
            DecisionLimits limits) {
        this(policy, new Evaluation(engine, facts, limits), new Policy(List.of()), random);
    }

    private PolicyDecisionPoint(PolicyBundle bundle, Evaluation evaluation, RandomGenerator random) {
        this(bundle.digest(), evaluation, bundle.policy(), random);
    }

    /** @param data the waivers and the days of the policy that the engine was made of */
    private PolicyDecisionPoint(Digest policy, Evaluation evaluation, Policy data, RandomGenerator random) {
        this.policy = policy;
        this.waivers = data.waivers();
        this.manifest = data.manifest();
        this.evaluation = evaluation;
        this.random = random;
    }

    /**
     * The same rules with other parameters and waivers: no network is built for them.
     *
     * @param variant of the bundle that this was made of
     */
    public PolicyDecisionPoint with(PolicyBundle variant) {
        return new PolicyDecisionPoint(variant, evaluation.with(variant::facts), random);
    }

    /** Never throws for anything that the rules or the facts do. */
    public PolicyDecision decide(PolicyInput input) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String decisionId = HexFormat.of().formatHex(id);
        if (!manifest.isValid(input.clock().instant())) {
            return denied(
                    decisionId,
                    Reason.of(
                            DenialCode.NOT_VALID,
                            "the policy is not valid on " + input.clock().date()));
        }
        return switch (evaluation.of(input)) {
            case Evaluation.Outcome.Done done -> weigh(decisionId, input, done.firings());
            case Evaluation.Outcome.Failed failed -> denied(decisionId, failed.reason());
        };
    }

    /** Before any rule spoke: no waiver lifts this. */
    private PolicyDecision denied(String decisionId, Reason reason) {
        return new PolicyDecision.Deny(decisionId, policy, List.of(), List.of(reason), List.of());
    }

    private PolicyDecision weigh(String decisionId, PolicyInput input, List<Firing> unsorted) {
        List<Firing> firings = new ArrayList<>(unsorted);
        firings.sort(ORDER);
        String state = input.image().verification();
        // Whether a rule names the state matters for other images alone.
        boolean verified = state.equals(ImageFacts.VERIFIED);
        Ruling ruling = new Ruling(verified);
        List<FiredRule> rules = new ArrayList<>();
        for (Firing firing : firings) {
            boolean naming = verified || firing.rule().names(ImageFacts.class.getSimpleName(), "verification", state);
            ruling.speak(firing.rule().name(), naming);
            firing.rule().actions().forEach(action -> say(action, firing, ruling));
            rules.add(fired(firing));
        }
        WaiverUse use = WaiverUse.of(waivers, input, ruling.said());
        List<Reason> denials = ruling.denials(use.left());
        if (!denials.isEmpty()) {
            return new PolicyDecision.Deny(
                    decisionId, policy, rules, denials, ruling.warnings(), use.lifted(), use.lapsed());
        }
        LaunchPermit permit = LaunchPermit.issue(input.image().manifest(), policy, decisionId);
        return new PolicyDecision.Permit(
                decisionId,
                policy,
                rules,
                ruling.obligations(),
                ruling.permits(),
                ruling.warnings(),
                use.lifted(),
                permit);
    }

    static void say(Action action, Firing firing, Decision decision) {
        switch (action) {
            case Action.Deny deny ->
                decision.deny(deny.code(), deny.message().template(), firing.values(deny.message()));
            case Action.Warn warn ->
                decision.warn(warn.code(), warn.message().template(), firing.values(warn.message()));
            case Action.Permit permit ->
                decision.permit(permit.code(), permit.message().template(), firing.values(permit.message()));
            case Action.Require require -> decision.require(require.kind(), require.value());
        }
    }

    private static FiredRule fired(Firing firing) {
        // Without streams: the trace is made for every decision.
        List<FiredRule.MatchedFact> facts = new ArrayList<>();
        for (Firing.Shown shown : firing.shown()) {
            facts.add(new FiredRule.MatchedFact(shown.type(), shown.values()));
        }
        List<String> said = new ArrayList<>();
        for (Action action : firing.rule().actions()) {
            said.add(summary(action));
        }
        return new FiredRule(firing.rule().name(), firing.rule().at().toString(), facts, said);
    }

    private static String summary(Action action) {
        return switch (action) {
            case Action.Deny deny -> "deny " + deny.code();
            case Action.Warn warn -> "warn " + warn.code();
            case Action.Permit permit -> "permit " + permit.code();
            case Action.Require require -> ("require " + require.kind() + " " + require.value()).strip();
        };
    }
}
