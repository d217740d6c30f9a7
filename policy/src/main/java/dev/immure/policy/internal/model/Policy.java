package dev.immure.policy.internal.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy as pure data: what is left of DRL after every word of it has been understood by Immure's own grammar.
 *
 * @param rules sorted by name; names are unique
 * @param parameters what rules read as facts of the type {@code Parameter}, by name
 * @param waivers sorted by name
 */
public record Policy(
        List<Rule> rules, Manifest manifest, SortedMap<String, ParameterValue> parameters, List<Waiver> waivers) {
    /** Rules alone. */
    public Policy(List<Rule> rules) {
        this(rules, Manifest.NONE, new TreeMap<>(), List.of());
    }

    public Policy {
        waivers = waivers.stream().sorted(Comparator.comparing(Waiver::name)).toList();
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        rules = rules.stream().sorted(Comparator.comparing(Rule::name)).toList();
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are named " + rule.name());
            }
        }
    }
}
