package dev.immure.policy.test;

import dev.immure.policy.FiredRule;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A policy, and what came of each of its scenarios. */
public record TestRun(PolicyBundle policy, TestSuite suite, List<ScenarioResult> results) {
    public TestRun {
        results = List.copyOf(results);
    }

    /** Decides every scenario, each by itself. */
    public static TestRun of(PolicyBundle policy, TestSuite suite) {
        DecisionPoints points = new DecisionPoints(policy);
        List<ScenarioResult> results = new ArrayList<>();
        for (Scenario scenario : suite.scenarios()) {
            long begin = System.nanoTime();
            PolicyDecision decision = points.decide(scenario);
            long nanos = System.nanoTime() - begin;
            results.add(new ScenarioResult(
                    scenario,
                    Outcome.of(decision).against(scenario.expectation()),
                    decision.rules().stream().map(FiredRule::rule).collect(Collectors.toSet()),
                    nanos));
        }
        return new TestRun(policy, suite, results);
    }

    /** The rules that the author of the policy wrote: a policy that it builds on has its own tests. */
    static List<Rule> own(PolicyBundle policy) {
        return policy.policy().rules().stream()
                .filter(rule -> !rule.at().file().contains("/"))
                .toList();
    }

    public Coverage coverage() {
        return CoverageMeter.of(this);
    }

    public long failed() {
        return results.stream().filter(result -> !result.holds()).count();
    }

    /** Whether there is a scenario, and all hold. */
    public boolean holds() {
        return !results.isEmpty() && failed() == 0;
    }
}
