package dev.immure.policy.lint;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.test.Coverage;
import dev.immure.policy.test.TestRun;
import dev.immure.policy.test.TestSuite;
import java.nio.file.Path;
import java.util.List;

/** Rules that fire in no scenario of their policy. */
public final class UntestedRules {
    private UntestedRules() {}

    /**
     * Runs the scenarios; those of a policy that this one builds on are its own matter.
     *
     * @param directory of the policy
     * @throws dev.immure.core.ImmureException when a scenario cannot be read
     */
    public static List<Finding> of(Path directory, PolicyBundle policy) {
        TestSuite suite = TestSuite.load(directory, policy);
        return TestRun.of(policy, suite).coverage().rules().stream()
                .filter(rule -> rule.fired() == 0)
                .map(rule -> untested(rule, suite.scenarios().isEmpty()))
                .toList();
    }

    private static Finding untested(Coverage.OfRule rule, boolean none) {
        return new Finding(
                LintCode.UNTESTED,
                rule.at().toString(),
                rule.rule(),
                none ? "the policy has no scenario in tests/" : "it fires in no scenario");
    }
}
