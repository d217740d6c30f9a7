package dev.immure.policy.explain;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Rule;
import java.util.List;

/** What a rule says when it fires, in a few words. */
final class Said {
    private Said() {}

    static List<String> by(Rule rule) {
        return rule.actions().stream().map(Said::word).toList();
    }

    private static String word(Action action) {
        return switch (action) {
            case Action.Deny deny -> "deny " + deny.code();
            case Action.Warn warn -> "warn " + warn.code();
            case Action.Permit permit -> "permit " + permit.code();
            case Action.Require require -> ("require " + require.kind() + " " + require.value()).strip();
        };
    }
}
