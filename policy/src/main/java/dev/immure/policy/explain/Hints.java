package dev.immure.policy.explain;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values that the conditions of a policy tell apart, for each field that they look at. What a decision says of a field
 * changes at these values and nowhere else: so a change that turns it, if one field can, is among them.
 */
final class Hints {
    /** Values that a variable can stand for are those of the facts at hand; of thousands these are enough. */
    private static final int MOST_FACTS = 64;

    private final Map<Use, Set<Object>> values = new TreeMap<>(Use.ORDER);
    private final Set<Pattern> patterns = new LinkedHashSet<>();
    private final Interpreter interpreter;

    private Hints(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** A field, or one key of a map, of a fact type. */
    record Use(FactType type, Access access) {
        static final Comparator<Use> ORDER = Comparator.comparing((Use use) -> use.type.name())
                .thenComparing(use -> use.access.field().name())
                .thenComparing(use -> use.access.key().orElse(""));
    }

    static Hints of(Policy policy, Interpreter interpreter) {
        Hints hints = new Hints(interpreter);
        for (Rule rule : policy.rules()) {
            for (Branch branch : rule.branches()) {
                List<Pattern> slots = branch.patterns().toList();
                slots.forEach(
                        pattern -> pattern.conditions().forEach(condition -> hints.add(condition, pattern, slots)));
                hints.patterns.addAll(slots);
            }
        }
        return hints;
    }

    /** Text, numbers and truth values, and {@link Operand.Missing} for the key that a map lacks. */
    Map<Use, Set<Object>> values() {
        return values;
    }

    /** Of one field, whatever the key. */
    Set<Object> of(String type, String field) {
        Set<Object> found = new LinkedHashSet<>();
        values.forEach((use, all) -> {
            if (use.type.name().equals(type) && use.access.field().name().equals(field)) {
                found.addAll(all);
            }
        });
        return found;
    }

    /** Every pattern of the policy. */
    Set<Pattern> patterns() {
        return patterns;
    }

    private void add(Condition condition, Pattern pattern, List<Pattern> slots) {
        switch (condition) {
            case Condition.All all -> all.terms().forEach(term -> add(term, pattern, slots));
            case Condition.Any any -> any.terms().forEach(term -> add(term, pattern, slots));
            case Condition.Negated negated -> add(negated.term(), pattern, slots);
            case Condition.Comparison comparison -> comparison(comparison, pattern, slots);
        }
    }

    private void comparison(Condition.Comparison comparison, Pattern pattern, List<Pattern> slots) {
        Set<Object> left = of(new Use(pattern.type(), comparison.left()));
        switch (comparison.right()) {
            case Operand.Literal literal -> left.add(literal.value());
            case Operand.Literals literals -> left.addAll(literals.values());
            case Operand.Missing missing -> left.add(missing);
            case Operand.Regex regex -> regex.regex().example().ifPresent(left::add);
            case Operand.Reference reference -> {
                Pattern other = slots.get(reference.slot());
                left.addAll(valuesOf(other.type(), new Access(reference.field(), Optional.empty())));
                of(new Use(other.type(), new Access(reference.field(), Optional.empty())))
                        .addAll(valuesOf(pattern.type(), comparison.left()));
            }
        }
    }

    private Set<Object> of(Use use) {
        return values.computeIfAbsent(use, key -> new LinkedHashSet<>());
    }

    private List<Object> valuesOf(FactType type, Access access) {
        List<Object> found = new ArrayList<>();
        for (Object fact : interpreter.of(type).stream().limit(MOST_FACTS).toList()) {
            Object value = access.of(fact);
            if (value instanceof List<?> texts) {
                found.addAll(texts);
            } else if (value != null) {
                found.add(value);
            }
        }
        return found;
    }
}
