package dev.immure.policy.lint;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.test.Coverage;
import dev.immure.policy.test.TestRun;
import dev.immure.policy.test.TestSuite;
import java.util.List;

/** Rules that fire in no scenario of their policy. */
public final class UntestedRules {
    private UntestedRules() {}

    /**
     * Runs the scenarios; those of a policy that this one builds on are its own matter.
     *
     * @param suite of the policy
     */
    public static List<Finding> of(TestSuite suite, PolicyBundle policy) {
        List<Coverage.OfRule> rules = TestRun.of(policy, suite).coverage().rules();
        if (suite.scenarios().isEmpty() && !rules.isEmpty()) {
            return List.of(new Finding(LintCode.UNTESTED, "tests/", "", "the policy has no scenario"));
        }
        return rules.stream()
                .filter(rule -> rule.fired() == 0)
                .map(rule ->
                        new Finding(LintCode.UNTESTED, rule.at().toString(), rule.rule(), "it fires in no scenario"))
                .toList();
    }
}
