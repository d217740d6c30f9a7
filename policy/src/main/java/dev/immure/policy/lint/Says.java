package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Rule;

/** What rules say, compared. */
final class Says {
    private Says() {}

    static boolean denies(Rule rule) {
        return rule.actions().stream().anyMatch(Action.Deny.class::isInstance);
    }

    static boolean permits(Rule rule) {
        return rule.actions().stream().anyMatch(Action.Permit.class::isInstance);
    }

    static boolean requires(Rule rule) {
        return rule.actions().stream().anyMatch(Action.Require.class::isInstance);
    }

    /** Whether a launch that {@code other} speaks about gains nothing from what {@code rule} says: verdict, codes, obligations. */
    static boolean sameOrLess(Rule rule, Rule other) {
        boolean asStrong = !rule.names("ImageFacts", "verification", "unsigned")
                || other.names("ImageFacts", "verification", "unsigned");
        return asStrong
                && rule.actions().stream()
                        .allMatch(action -> other.actions().stream().anyMatch(said -> same(action, said)));
    }

    private static boolean same(Action action, Action said) {
        return switch (action) {
            case Action.Deny deny ->
                said instanceof Action.Deny other && other.code().equals(deny.code());
            case Action.Warn warn ->
                said instanceof Action.Warn other && other.code().equals(warn.code());
            case Action.Permit permit ->
                said instanceof Action.Permit other && other.code().equals(permit.code());
            case Action.Require require -> said.equals(require);
        };
    }
}
