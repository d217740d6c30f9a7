package dev.immure.policy.internal.trace;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One firing of one rule, with the facts that made it fire.
 *
 * @param facts by slot; a slot inside {@code not} or {@code exists} has none
 */
public record Firing(Rule rule, Branch branch, Map<Integer, Object> facts) {
    /** Longest rendering of one value, in UTF-16 units; the rest is cut. */
    private static final int MAX_VALUE = 256;

    public Firing {
        facts = Map.copyOf(facts);
    }

    /**
     * What a person sees of one matched fact.
     *
     * @param values the fields that the rule looks at, as text
     */
    public record Shown(String type, SortedMap<String, String> values) {}

    /** The matched facts in the order of the rule's patterns, each with the fields the rule looks at. */
    public List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        branch.matched().forEach(pattern -> {
            SortedMap<String, String> values = new TreeMap<>();
            for (FactField field : pattern.mentioned()) {
                values.put(field.name(), text(field, fact(pattern)));
            }
            shown.add(new Shown(pattern.type().name(), values));
        });
        return shown;
    }

    /** The values of a message's variables, as text. */
    public Object[] values(Action.Message message) {
        return message.variables().stream().map(this::value).toArray();
    }

    private String value(String variable) {
        Pattern pattern = branch.matched()
                .filter(p -> p.bindings().containsKey(variable))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(variable + " is bound by no pattern"));
        FactField field = pattern.bindings().get(variable);
        return field == null ? "" : text(field, fact(pattern));
    }

    private Object fact(Pattern pattern) {
        Object fact = facts.get(pattern.slot());
        if (fact == null) {
            throw new IllegalStateException("no fact matched " + pattern.type().name());
        }
        return fact;
    }

    private static String text(FactField field, Object fact) {
        String text = field.of(fact).toString();
        return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
    }
}
