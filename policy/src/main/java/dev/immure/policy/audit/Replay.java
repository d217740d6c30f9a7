package dev.immure.policy.audit;

import dev.immure.policy.Caller;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.Reason;
import dev.immure.policy.audit.Launch.Known;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides again, under another policy, what was decided before, and adds up what would be otherwise. The clock of each
 * decision is the one of then: a replay says the same whenever it is made. Not for several threads.
 */
public final class Replay {
    /** Most launches that are kept one by one; a log of years must not fill the memory. */
    public static final int MOST_LAUNCHES = 50_000;

    private final PolicyBundle bundle;
    private final PolicyDecisionPoint point;
    private final int most;
    private final Map<Effect, Long> totals = new EnumMap<>(Effect.class);
    private final List<Replayed> launches = new ArrayList<>();
    private final Tallies tallies;

    /** @param random source of decision ids */
    public Replay(PolicyBundle bundle, RandomGenerator random) {
        this(bundle, random, MOST_LAUNCHES);
    }

    Replay(PolicyBundle bundle, RandomGenerator random, int most) {
        this.bundle = bundle;
        this.point = new PolicyDecisionPoint(bundle, random);
        this.most = most;
        this.tallies = new Tallies(bundle.policy());
    }

    /** Decides on one more launch. */
    public void add(Launch launch) {
        Replayed replayed = replay(launch);
        totals.merge(replayed.effect(), 1L, Long::sum);
        tallies.add(replayed);
        if (launches.size() < most) {
            launches.add(replayed);
        }
    }

    /** What the policy alone says, next to nothing. */
    public Optional<Outcome> outcome(Launch launch) {
        return switch (launch.facts()) {
            case Known.Facts facts -> Optional.of(Outcome.of(point.decide(facts.input())));
            case Known.Nothing nothing -> Optional.empty();
        };
    }

    /** @param over what the launches are, for people */
    public AuditSummary summary(String over) {
        return new AuditSummary(
                bundle.name(),
                bundle.digest(),
                over,
                totals,
                launches.stream().sorted(Comparator.comparing(Replayed::effect)).toList(),
                tallies.callers(),
                tallies.rules(),
                tallies.controls(),
                tallies.waivers());
    }

    private Replayed replay(Launch launch) {
        return switch (launch.facts()) {
            case Known.Facts facts -> replay(launch, facts.input());
            case Known.Nothing nothing ->
                replayed(launch, "", List.of(), Effect.NOT_REPLAYED, Optional.empty(), nothing.why());
        };
    }

    private Replayed replay(Launch launch, PolicyInput input) {
        PolicyDecision decision = point.decide(input);
        Outcome after = Outcome.of(decision);
        return replayed(
                launch,
                caller(input.caller()),
                input.run().argv(),
                effect(launch.before(), after),
                Optional.of(after),
                "");
    }

    private static Effect effect(Optional<Outcome> before, Outcome after) {
        if (before.isEmpty()) {
            return after.permitted() ? Effect.PERMITTED : Effect.DENIED;
        }
        if (before.get().permitted() != after.permitted()) {
            return after.permitted() ? Effect.NEWLY_PERMITTED : Effect.NEWLY_DENIED;
        }
        return before.get().says(after) ? Effect.UNCHANGED : Effect.CHANGED;
    }

    private static Replayed replayed(
            Launch launch,
            String caller,
            List<String> command,
            Effect effect,
            Optional<Outcome> after,
            String problem) {
        return new Replayed(
                launch.id(),
                launch.time(),
                launch.image(),
                caller,
                command,
                effect,
                launch.before(),
                after,
                problem,
                launch.masked());
    }

    private static String caller(Caller caller) {
        return "uid " + caller.uid();
    }

    /** Rules whose reasons deny; none when it is permitted. */
    static List<String> denying(Outcome outcome) {
        return outcome.permitted()
                ? List.of()
                : outcome.reasons().stream().map(Reason::rule).distinct().toList();
    }
}
