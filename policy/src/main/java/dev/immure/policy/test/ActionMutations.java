package dev.immure.policy.test;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The changes of what a rule says. Its texts are for people, and no scenario speaks of them. */
final class ActionMutations {
    /** Of {@code 512m}; beyond 15 digits an obligation is nothing anybody writes. */
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15})(.*)");

    private ActionMutations() {}

    static List<Mutation> of(Rule rule) {
        List<Mutation> mutations = new ArrayList<>();
        List<Action> actions = rule.actions();
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            // With its only action left out, a rule is left out.
            if (actions.size() > 1) {
                List<Action> rest = new ArrayList<>(actions);
                rest.remove(i);
                mutations.add(mutation(rule, "`" + text(action) + "` left out", rest));
            }
            for (Action other : others(action)) {
                List<Action> changed = new ArrayList<>(actions);
                changed.set(i, other);
                mutations.add(mutation(rule, "`" + text(action) + "` read as `" + text(other) + "`", changed));
            }
        }
        return mutations;
    }

    private static Mutation mutation(Rule rule, String words, List<Action> actions) {
        return new Mutation(rule.name(), rule.at(), words, Optional.of(RuleMutations.with(rule, actions)));
    }

    private static List<Action> others(Action action) {
        return switch (action) {
            case Action.Deny deny ->
                List.of(
                        new Action.Warn(deny.code(), deny.message()),
                        new Action.Deny(other(deny.code()), deny.message()));
            case Action.Permit permit ->
                List.of(
                        new Action.Warn(permit.code(), permit.message()),
                        new Action.Permit(other(permit.code()), permit.message()));
            case Action.Warn warn -> List.of(new Action.Warn(other(warn.code()), warn.message()));
            case Action.Require require -> {
                Matcher amount = AMOUNT.matcher(require.value());
                yield amount.matches()
                        ? List.of(new Action.Require(
                                require.kind(), (Long.parseLong(amount.group(1)) + 1) + amount.group(2)))
                        : List.of();
            }
        };
    }

    private static String other(String code) {
        return code + "-X";
    }

    private static String text(Action action) {
        return switch (action) {
            case Action.Deny deny -> "deny " + deny.code();
            case Action.Warn warn -> "warn " + warn.code();
            case Action.Permit permit -> "permit " + permit.code();
            case Action.Require require -> ("require " + require.kind() + " " + require.value()).strip();
        };
    }
}
