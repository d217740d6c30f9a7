package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.lint.Finding;
import dev.immure.policy.lint.LintCode;
import dev.immure.policy.lint.PolicyLint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What lint says of random policies holds for random facts. */
class LintSoundnessTest {
    private static final int POLICIES = 20;
    private static final int RULES = 60;
    private static final int INPUTS = 150;

    private static Set<String> rules(List<Finding> findings, LintCode code) {
        return findings.stream()
                .filter(finding -> finding.code() == code && !finding.why().contains("alternative"))
                .map(Finding::rule)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Verdict, codes and obligations: what a text says besides may go with the rule. */
    private static List<Object> outcome(PolicyDecision decision) {
        List<Object> outcome = new ArrayList<>();
        outcome.add(new TreeSet<>(decision.warnings().stream().map(Reason::code).toList()));
        switch (decision) {
            case PolicyDecision.Permit permit -> {
                outcome.add(permit.obligations());
                outcome.add(new TreeSet<>(
                        permit.reasons().stream().map(Reason::code).toList()));
            }
            case PolicyDecision.Deny deny ->
                outcome.add(
                        new TreeSet<>(deny.reasons().stream().map(Reason::code).toList()));
        }
        return outcome;
    }

    private static PolicyDecisionPoint point(Policy policy) {
        return new PolicyDecisionPoint(
                Inputs.MANIFEST,
                RuleEngine.of(policy),
                PolicyInput::facts,
                new SplittableRandom(1),
                DecisionLimits.DEFAULT);
    }

    private static Policy without(Policy policy, Set<String> names) {
        return new Policy(policy.rules().stream()
                .filter(rule -> !names.contains(rule.name()))
                .toList());
    }

    @Test
    void whatIsCalledUnreachableNeverFiresAndWhatIsShadowedOrContradictedIsNotMissed() {
        int unreachable = 0;
        int shadowed = 0;
        int contradicted = 0;
        for (int seed = 0; seed < POLICIES; seed++) {
            RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
            // Few codes, so that rules often say the same.
            String drl = random.rules(RULES).replaceAll("\"([DWP])-1[0-9]{2}\"", "\"$1\"");
            Policy policy = Policies.compile(drl).policy();
            List<Finding> findings = PolicyLint.of(policy, LocalDate.parse("2026-11-23"));
            Set<String> dead = rules(findings, LintCode.UNREACHABLE);
            Set<String> covered = rules(findings, LintCode.SHADOWED);
            Set<String> vain = rules(findings, LintCode.CONTRADICTED);
            unreachable += dead.size();
            shadowed += covered.size();
            contradicted += vain.size();
            PolicyDecisionPoint whole = point(policy);
            PolicyDecisionPoint rest = point(without(policy, covered));
            for (int i = 0; i < INPUTS; i++) {
                PolicyInput input = random.input();
                PolicyDecision decision = whole.decide(input);
                Set<String> fired =
                        decision.rules().stream().map(FiredRule::rule).collect(Collectors.toSet());
                assertThat(fired).doesNotContainAnyElementsOf(dead);
                if (!covered.isEmpty()) {
                    assertThat(outcome(rest.decide(input))).isEqualTo(outcome(decision));
                }
                if (fired.stream().anyMatch(vain::contains)) {
                    assertThat(policy.rules().stream()
                                    .filter(rule -> fired.contains(rule.name()))
                                    .map(Rule::actions)
                                    .map(Object::toString))
                            .anyMatch(actions -> actions.contains("Deny["));
                }
            }
        }
        assertThat(unreachable).as("rules called unreachable").isGreaterThan(10);
        assertThat(shadowed).as("rules called shadowed").isGreaterThan(10);
        assertThat(contradicted).as("rules called contradicted").isPositive();
    }
}
