package dev.immure.policy.test;

import dev.immure.policy.internal.model.SourceLine;
import java.util.List;

/**
 * How much of a policy its scenarios reach.
 *
 * @param rules each with the number of scenarios in which it fired
 * @param conditions every comparison, and whether it held for a fact of some scenario, and whether it did not for one
 */
public record Coverage(List<OfRule> rules, List<OfCondition> conditions) {
    private static final int HUNDRED = 100;

    public Coverage {
        rules = List.copyOf(rules);
        conditions = List.copyOf(conditions);
    }

    /** A rule. */
    public record OfRule(String rule, SourceLine at, long fired) {}

    /** A comparison of a rule. */
    public record OfCondition(String rule, SourceLine at, String text, boolean held, boolean failed) {}

    /** Rules that fired, in whole per cent of all, rounded down. */
    public int rulePercent() {
        return percent(rules.stream().filter(rule -> rule.fired() > 0).count(), rules.size());
    }

    /** Of all comparisons, the sides that were seen: held and not held are one each. */
    public int conditionPercent() {
        long seen = conditions.stream()
                .mapToLong(condition -> (condition.held() ? 1 : 0) + (condition.failed() ? 1 : 0))
                .sum();
        return percent(seen, 2L * conditions.size());
    }

    private static int percent(long some, long all) {
        return all == 0 ? HUNDRED : (int) (some * HUNDRED / all);
    }
}
