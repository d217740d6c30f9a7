package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;

/** How much work one alternative of a rule may make. */
public final class BranchBounds {
    private BranchBounds() {}

    /** Adds a fault when the branch joins too many patterns, or too many facts. */
    public static void check(Branch branch, SourceLine rule, Faults faults) {
        long patterns = branch.patterns().count();
        if (patterns > Limits.PATTERNS) {
            faults.add(
                    PolicyFaultCode.JOIN,
                    rule,
                    "an alternative of the rule has " + patterns + " patterns, and the most is " + Limits.PATTERNS);
        } else if (combinations(branch) > Limits.BRANCH_COMBINATIONS) {
            faults.add(
                    PolicyFaultCode.WORK,
                    rule,
                    "the rule can make " + combinations(branch) + " combinations of facts, and the most is "
                            + Limits.BRANCH_COMBINATIONS);
        }
    }

    /** The partial matches that Phreak may have to keep: for each pattern the product of all up to it. */
    static long combinations(Branch branch) {
        long product = 1;
        long sum = 0;
        for (Pattern pattern : branch.patterns().toList()) {
            product *= pattern.most();
            sum += product;
        }
        return sum;
    }
}
