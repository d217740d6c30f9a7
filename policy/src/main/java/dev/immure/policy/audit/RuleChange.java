package dev.immure.policy.audit;

import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A rule that two policies do not have in common, by name. */
public sealed interface RuleChange {
    String rule();

    /** {@code file:line} in the policy that has it; of one that both have, in the second. */
    String at();

    /** Only the second policy has it. */
    record Added(String rule, String at) implements RuleChange {}

    /** Only the first policy has it. */
    record Removed(String rule, String at) implements RuleChange {}

    /** Both have a rule of that name, and it says something else. */
    record Changed(String rule, String at, String was) implements RuleChange {}

    /** Differences by name; where a rule stands is none. */
    static List<RuleChange> between(Policy one, Policy other) {
        Map<String, Rule> before = byName(one);
        Map<String, Rule> after = byName(other);
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<RuleChange> changes = new ArrayList<>();
        for (String name : names) {
            Rule was = before.get(name);
            Rule is = after.get(name);
            if (was == null && is != null) {
                changes.add(new Added(name, is.at().toString()));
            } else if (was != null && is == null) {
                changes.add(new Removed(name, was.at().toString()));
            } else if (was != null && is != null && !CanonicalJson.text(was).equals(CanonicalJson.text(is))) {
                changes.add(new Changed(name, is.at().toString(), was.at().toString()));
            }
        }
        return changes;
    }

    private static Map<String, Rule> byName(Policy policy) {
        Map<String, Rule> rules = new TreeMap<>();
        policy.rules().forEach(rule -> rules.put(rule.name(), rule));
        return rules;
    }
}
