package dev.immure.policy.internal.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A policy as pure data: what is left of DRL after every word of it has been understood by Immure's own grammar.
 *
 * @param rules sorted by name; names are unique
 */
public record Policy(List<Rule> rules) {
    public Policy {
        rules = rules.stream().sorted(Comparator.comparing(Rule::name)).toList();
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are named " + rule.name());
            }
        }
    }
}
