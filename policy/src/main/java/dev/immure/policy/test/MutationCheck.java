package dev.immure.policy.test;

import dev.immure.policy.FiredRule;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.internal.model.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Changes each rule and each waiver in small ways and looks whether a scenario that holds fails then.
 *
 * <p>Rules change no facts, so a change of one rule changes the firings of no other. A changed rule is first decided on
 * alone; only where that differs from the rule as it was, it is decided on again with the rules that fire there.
 */
public final class MutationCheck {
    private static final Comparator<Mutation> PLACES = Comparator.comparing(
                    (Mutation mutation) -> mutation.at().file())
            .thenComparingInt(mutation -> mutation.at().line());

    private final PolicyBundle policy;
    private final List<ScenarioResult> holding;
    private final List<EquivalentChanges.Entry> equivalent;
    private final long deadline;

    private MutationCheck(TestRun run, Duration most) {
        this.policy = run.policy();
        this.holding = run.results().stream().filter(ScenarioResult::holds).toList();
        this.equivalent = run.suite().equivalent();
        this.deadline = System.nanoTime() + most.toNanos();
    }

    /**
     * Tries every change of every rule that is the policy's own, and of every waiver, on all processors.
     *
     * @param most time after which the rest is not tried
     */
    public static MutationReport run(TestRun run, Duration most) throws InterruptedException {
        return new MutationCheck(run, most).all(TestRun.own(run.policy()));
    }

    private enum Fate {
        KILLED,
        SURVIVED,
        UNTRIED
    }

    private record Tried(Mutation mutation, Fate fate) {}

    private MutationReport all(List<Rule> rules) throws InterruptedException {
        List<Tried> tried = new ArrayList<>();
        // Not AutoCloseable.close: it would wait for the rest when this thread is interrupted.
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<List<Tried>>> futures = new ArrayList<>();
            for (Rule rule : rules) {
                futures.add(workers.submit(() -> of(rule)));
            }
            futures.add(workers.submit(this::waivers));
            for (Future<List<Tried>> future : futures) {
                tried.addAll(future.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a changed rule could not be decided on", e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return MutationReport.of(
                tried.size(), mutations(tried, Fate.SURVIVED), mutations(tried, Fate.UNTRIED), equivalent);
    }

    private static List<Mutation> mutations(List<Tried> tried, Fate fate) {
        return tried.stream()
                .filter(one -> one.fate() == fate)
                .map(Tried::mutation)
                .sorted(PLACES)
                .toList();
    }

    private List<Tried> of(Rule rule) {
        List<Alone> before = alone(List.of(rule));
        List<Tried> tried = new ArrayList<>();
        for (Mutation mutation : RuleMutations.of(rule)) {
            tried.add(new Tried(mutation, before.isEmpty() ? Fate.UNTRIED : fate(rule, mutation, before)));
        }
        return tried;
    }

    /** Rules fire as they did, whatever the waivers: one engine decides on all. */
    private List<Tried> waivers() {
        List<Mutation> mutations = WaiverMutations.of(policy.policy().waivers());
        if (mutations.isEmpty()) {
            return List.of();
        }
        PolicyDecisionPoint point = new PolicyDecisionPoint(policy, new SplittableRandom());
        return mutations.stream()
                .map(mutation -> new Tried(mutation, fate(point, mutation)))
                .toList();
    }

    private Fate fate(PolicyDecisionPoint point, Mutation mutation) {
        PolicyBundle changed = policy.withWaivers(mutation.waivers().orElseThrow());
        for (ScenarioResult result : holding) {
            if (isLate()) {
                return Fate.UNTRIED;
            }
            Scenario scenario = result.scenario();
            PolicyDecision decision =
                    point.with(changed.withParameters(scenario.parameters())).decide(scenario.input());
            if (!Outcome.of(decision).meets(scenario.expectation())) {
                return Fate.KILLED;
            }
        }
        return Fate.SURVIVED;
    }

    private boolean isLate() {
        return System.nanoTime() - deadline > 0;
    }

    /** What a rule says by itself, and of which facts. */
    private record Alone(Outcome outcome, List<FiredRule> firings) {}

    /** For each scenario; empty when time is up. */
    private List<Alone> alone(List<Rule> rules) {
        DecisionPoints points = new DecisionPoints(policy.withRules(rules));
        List<Alone> all = new ArrayList<>();
        for (ScenarioResult result : holding) {
            if (isLate()) {
                return List.of();
            }
            all.add(alone(points, result));
        }
        return all;
    }

    private static Alone alone(DecisionPoints points, ScenarioResult result) {
        PolicyDecision decision = points.decide(result.scenario());
        return new Alone(Outcome.of(decision), decision.rules());
    }

    private Fate fate(Rule rule, Mutation mutation, List<Alone> before) {
        if (isLate()) {
            return Fate.UNTRIED;
        }
        DecisionPoints points =
                new DecisionPoints(policy.withRules(mutation.mutated().stream().toList()));
        for (int i = 0; i < holding.size(); i++) {
            if (isLate()) {
                return Fate.UNTRIED;
            }
            ScenarioResult result = holding.get(i);
            if (saysOnly(rule, mutation) && !result.fired().contains(rule.name())) {
                continue;
            }
            if (!alone(points, result).equals(before.get(i)) && fails(mutation, result)) {
                return Fate.KILLED;
            }
        }
        return Fate.SURVIVED;
    }

    /** Whether the rule fires as it did, if at all: of launches where it did not, nothing can be otherwise. */
    private static boolean saysOnly(Rule rule, Mutation mutation) {
        return mutation.mutated()
                .map(changed -> changed.branches().equals(rule.branches())
                        && changed.inForce().equals(rule.inForce()))
                .orElse(true);
    }

    private boolean fails(Mutation mutation, ScenarioResult result) {
        List<Rule> rules = new ArrayList<>(mutation.mutated().stream().toList());
        for (Rule rule : policy.policy().rules()) {
            if (!rule.name().equals(mutation.rule()) && result.fired().contains(rule.name())) {
                rules.add(rule);
            }
        }
        PolicyDecision decision = new DecisionPoints(policy.withRules(rules)).decide(result.scenario());
        return !Outcome.of(decision).meets(result.scenario().expectation());
    }
}
