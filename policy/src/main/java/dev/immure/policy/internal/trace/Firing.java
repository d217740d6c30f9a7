package dev.immure.policy.internal.trace;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One firing of one rule, with the facts that made it fire.
 *
 * @param facts by slot; a slot inside {@code not} or {@code exists} has none
 * @param views of the branch
 */
public record Firing(Rule rule, Branch branch, Map<Integer, Object> facts, List<View> views) {
    /** Longest rendering of one value, in UTF-16 units; the rest is cut. */
    private static final int MAX_VALUE = 256;

    public Firing {
        facts = Map.copyOf(facts);
        views = List.copyOf(views);
    }

    public Firing(Rule rule, Branch branch, Map<Integer, Object> facts) {
        this(rule, branch, facts, View.of(branch));
    }

    /**
     * What is shown of a fact that a pattern matched: the same for all firings of a branch, so worked out once.
     *
     * @param fields that the rule looks at, by name
     */
    public record View(int slot, String type, List<FactField> fields) {
        public View {
            fields = List.copyOf(fields);
        }

        /** Those of the patterns that bind facts, in the order written. */
        public static List<View> of(Branch branch) {
            return branch.matched()
                    .map(pattern -> new View(
                            pattern.slot(),
                            pattern.type().name(),
                            pattern.mentioned().stream()
                                    .sorted(Comparator.comparing(FactField::name))
                                    .toList()))
                    .toList();
        }
    }

    /**
     * What a person sees of one matched fact.
     *
     * @param values the fields that the rule looks at, as text
     */
    public record Shown(String type, SortedMap<String, String> values) {}

    /** The matched facts in the order of the rule's patterns, each with the fields the rule looks at. */
    public List<Shown> shown() {
        List<Shown> shown = new ArrayList<>(views.size());
        for (View view : views) {
            SortedMap<String, String> values = new TreeMap<>();
            for (FactField field : view.fields) {
                values.put(field.name(), text(field, fact(view.slot, view.type)));
            }
            shown.add(new Shown(view.type, values));
        }
        return shown;
    }

    /** The values of a message's variables, as text. */
    public Object[] values(Action.Message message) {
        Object[] values = new Object[message.variables().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(message.variables().get(i));
        }
        return values;
    }

    private String value(String variable) {
        for (Element element : branch.elements()) {
            if (element instanceof Element.Match match) {
                Pattern pattern = match.pattern();
                FactField field = pattern.bindings().get(variable);
                if (field != null) {
                    return text(field, fact(pattern.slot(), pattern.type().name()));
                }
            }
        }
        throw new IllegalStateException(variable + " is bound by no pattern");
    }

    private Object fact(int slot, String type) {
        Object fact = facts.get(slot);
        if (fact == null) {
            throw new IllegalStateException("no fact matched " + type);
        }
        return fact;
    }

    private static String text(FactField field, Object fact) {
        String text = field.of(fact).toString();
        return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
    }
}
