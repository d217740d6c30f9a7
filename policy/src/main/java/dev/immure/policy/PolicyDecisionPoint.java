package dev.immure.policy;

import dev.immure.core.image.Digest;
import dev.immure.core.plan.LaunchPermit;
import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.trace.Firing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
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

    private final PolicyOutline outline;
    private final Digest policy;
    private final Supplier<Evaluation> rules;
    private final Supplier<List<Waiver>> waivers;
    private final RandomGenerator random;
    private final Optional<Recall> recall;

    /** @param random source of decision ids; {@link java.security.SecureRandom} but in tests */
    public PolicyDecisionPoint(PolicyBundle bundle, RandomGenerator random) {
        this(bundle, random, DecisionLimits.DEFAULT);
    }

    public PolicyDecisionPoint(PolicyBundle bundle, RandomGenerator random, DecisionLimits limits) {
        this(bundle, ready(new Evaluation(bundle.engine(), bundle::facts, limits)), random, Optional.empty());
    }

    /** Of rules alone. */
    PolicyDecisionPoint(
            Digest policy,
            RuleEngine engine,
            Function<PolicyInput, List<Object>> facts,
            RandomGenerator random,
            DecisionLimits limits) {
        this(
                PolicyOutline.unbounded(policy),
                ready(new Evaluation(engine, facts, limits)),
                List::of,
                random,
                Optional.empty());
    }

    private PolicyDecisionPoint(
            PolicyBundle bundle, Supplier<Evaluation> rules, RandomGenerator random, Optional<Recall> recall) {
        this(bundle.outline(), rules, () -> bundle.policy().waivers(), random, recall);
    }

    /** @param outline of the policy that the engine is made of, and the waivers are of */
    private PolicyDecisionPoint(
            PolicyOutline outline,
            Supplier<Evaluation> rules,
            Supplier<List<Waiver>> waivers,
            RandomGenerator random,
            Optional<Recall> recall) {
        this.outline = outline;
        this.policy = outline.digest();
        this.waivers = waivers;
        this.rules = rules;
        this.random = random;
        this.recall = recall;
    }

    private static Supplier<Evaluation> ready(Evaluation made) {
        return () -> made;
    }

    /** What the policy answered before. */
    private record Recall(DecisionMemory memory, PolicyBundle bundle) {
        /** What to ask for; empty where the rules are to be asked: the policy tells every moment, or the engine is there. */
        Optional<PolicyInput> asked(PolicyInput input) {
            return memory.isQuick() || bundle.isAskedFirst()
                    ? bundle.outline().grain().rounded(input.clock()).map(input::at)
                    : Optional.empty();
        }
    }

    /**
     * The engine is made only when the answer is not remembered, as making it takes longer than all the rest. From the second
     * question on the engine is asked, unless the memory is faster than that.
     */
    public static PolicyDecisionPoint remembering(PolicyBundle bundle, RandomGenerator random, DecisionMemory memory) {
        return new PolicyDecisionPoint(
                bundle,
                () -> new Evaluation(bundle.engine(), bundle::facts, DecisionLimits.DEFAULT),
                random,
                Optional.of(new Recall(memory, bundle)));
    }

    /**
     * The same rules with other parameters and waivers: no network is built for them.
     *
     * @param variant of the bundle that this was made of
     */
    public PolicyDecisionPoint with(PolicyBundle variant) {
        return new PolicyDecisionPoint(variant, ready(rules.get().with(variant::facts)), random, Optional.empty());
    }

    /** Never throws for anything that the rules or the facts do. */
    public PolicyDecision decide(PolicyInput input) {
        if (!outline.isValid(input.clock().instant())) {
            return denied(Reason.of(
                    DenialCode.NOT_VALID,
                    "the policy is not valid on " + input.clock().date()));
        }
        Optional<PolicyInput> asked = recall.flatMap(r -> r.asked(input));
        Optional<PolicyAnswer> known =
                asked.flatMap(facts -> recall.flatMap(r -> r.memory().recall(policy, facts)));
        if (known.isPresent()) {
            return decision(input, known.get(), true);
        }
        return switch (rules.get().of(input)) {
            case Evaluation.Outcome.Done done -> {
                PolicyAnswer answer = weigh(input, done.firings());
                asked.ifPresent(facts -> recall.ifPresent(r -> r.memory().remember(policy, facts, answer)));
                yield decision(input, answer, false);
            }
            // Another time they may be through: that is nothing to remember.
            case Evaluation.Outcome.Failed failed -> denied(failed.reason());
        };
    }

    /** Before any rule spoke: no waiver lifts this. */
    private PolicyDecision denied(Reason reason) {
        return new PolicyDecision.Deny(newId(), policy, List.of(), List.of(reason), List.of());
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private PolicyAnswer weigh(PolicyInput input, List<Firing> unsorted) {
        List<Firing> firings = new ArrayList<>(unsorted);
        firings.sort(ORDER);
        String state = input.image().verification();
        // Whether a rule names the state matters for other images alone.
        boolean verified = state.equals(ImageFacts.VERIFIED);
        Ruling ruling = new Ruling(verified);
        List<FiredRule> fired = new ArrayList<>();
        for (Firing firing : firings) {
            boolean naming = verified || firing.rule().names(ImageFacts.class.getSimpleName(), "verification", state);
            ruling.speak(firing.rule().name(), naming);
            firing.rule().actions().forEach(action -> say(action, firing, ruling));
            fired.add(fired(firing));
        }
        WaiverUse use = WaiverUse.of(waivers.get(), input, ruling.said());
        List<Reason> denials = ruling.denials(use.left());
        return denials.isEmpty()
                ? new PolicyAnswer(
                        true, fired, ruling.obligations(), ruling.permits(), ruling.warnings(), use.lifted(), List.of())
                : new PolicyAnswer(false, fired, List.of(), denials, ruling.warnings(), use.lifted(), use.lapsed());
    }

    /** An id and a permit of its own, whether the rules were asked or not. */
    private PolicyDecision decision(PolicyInput input, PolicyAnswer answer, boolean recalled) {
        String id = newId();
        return answer.permitted()
                ? new PolicyDecision.Permit(
                        id,
                        policy,
                        answer.rules(),
                        answer.obligations(),
                        answer.reasons(),
                        answer.warnings(),
                        answer.waived(),
                        recalled,
                        LaunchPermit.issue(input.image().manifest(), policy, id))
                : new PolicyDecision.Deny(
                        id,
                        policy,
                        answer.rules(),
                        answer.reasons(),
                        answer.warnings(),
                        answer.waived(),
                        answer.lapsed(),
                        recalled);
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
