package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What patterns ask of one fact alone. Patterns that ask the same share a screen; those that compare a field with literals
 * for equality are found by the field's value, so that a thousand rules about a thousand names cost one look.
 */
final class Screens {
    private final Map<Class<?>, OfType> types;
    private final int count;

    private Screens(Map<Class<?>, OfType> types, int count) {
        this.types = types;
        this.count = count;
    }

    /** The screens of one fact type. */
    private record OfType(List<Screen> others, List<Index> indexes) {
        void add(Asked asked) {
            for (Condition condition : asked.conditions) {
                Set<Object> values =
                        condition instanceof Condition.Comparison comparison ? values(comparison) : Set.of();
                if (condition instanceof Condition.Comparison comparison && !values.isEmpty()) {
                    List<Condition> rest = new ArrayList<>(asked.conditions);
                    rest.remove(condition);
                    Screen screen = asked.screen(rest);
                    Map<Object, List<Screen>> byValue = index(comparison.left()).byValue;
                    values.forEach(value -> byValue.computeIfAbsent(value, v -> new ArrayList<>())
                            .add(screen));
                    return;
                }
            }
            others.add(asked.screen(asked.conditions));
        }

        /** The literals that the field must equal one of; none if that is not what the comparison asks. */
        private static Set<Object> values(Condition.Comparison comparison) {
            if (comparison.operator() == Operator.EQUAL && comparison.right() instanceof Operand.Literal literal) {
                return Set.of(literal.value());
            }
            return comparison.operator() == Operator.IN && comparison.right() instanceof Operand.Literals literals
                    ? new LinkedHashSet<>(literals.values())
                    : Set.of();
        }

        private Index index(Access access) {
            for (Index index : indexes) {
                if (index.access.equals(access)) {
                    return index;
                }
            }
            Index index = new Index(access, new HashMap<>());
            indexes.add(index);
            return index;
        }

        void ask(Object fact, Budget budget, Screening passed) {
            for (int i = 0; i < others.size(); i++) {
                others.get(i).ask(fact, budget, passed);
            }
            for (int i = 0; i < indexes.size(); i++) {
                Index index = indexes.get(i);
                Object value = index.access.of(fact);
                List<Screen> found = value == null ? null : index.byValue.get(value);
                for (int j = 0; found != null && j < found.size(); j++) {
                    found.get(j).ask(fact, budget, passed);
                }
            }
        }
    }

    /** Screens by the value that they ask for. */
    private record Index(Access access, Map<Object, List<Screen>> byValue) {}

    /** What patterns ask of the fact in {@code slot} alone. */
    private record Asked(int number, int slot, List<Condition> conditions) {
        Screen screen(List<Condition> still) {
            return new Screen(number, slot, still.toArray(Condition[]::new));
        }
    }

    /** A class, as a record may hold no array: its conditions are asked more often than anything else. */
    private static final class Screen {
        private final int number;
        private final int slot;
        private final Condition[] conditions;

        Screen(int number, int slot, Condition[] conditions) {
            this.number = number;
            this.slot = slot;
            this.conditions = conditions;
        }

        void ask(Object fact, Budget budget, Screening passed) {
            budget.facts[slot] = fact;
            for (Condition condition : conditions) {
                budget.spend();
                if (!condition.holds(slot, budget.facts)) {
                    return;
                }
            }
            passed.add(number);
        }
    }

    /** Whether a pattern asks nothing of other facts. */
    static boolean isAll(Pattern pattern) {
        return pattern.conditions().stream().allMatch(condition -> isOwn(condition, pattern.slot()));
    }

    private static boolean isOwn(Condition condition, int slot) {
        Set<Integer> slots = new TreeSet<>();
        condition.references(slots);
        slots.remove(slot);
        return slots.isEmpty();
    }

    int count() {
        return count;
    }

    /** Adds all screens that the fact passes. */
    void ask(Object fact, Budget budget, Screening passed) {
        OfType type = types.get(fact.getClass());
        if (type == null) {
            return;
        }
        type.ask(fact, budget, passed);
    }

    /** Collects the patterns of a policy. */
    static final class Builder {
        private final Map<String, Asked> byText = new LinkedHashMap<>();
        private final Map<Asked, Class<?>> types = new LinkedHashMap<>();

        /** The number of the pattern's screen. */
        int add(Pattern pattern) {
            List<Condition> own = pattern.conditions().stream()
                    .filter(condition -> isOwn(condition, pattern.slot()))
                    .toList();
            String text = own.stream().map(CanonicalJson::text).collect(Collectors.joining());
            Asked asked = byText.computeIfAbsent(
                    pattern.type().name() + text, key -> new Asked(byText.size(), pattern.slot(), own));
            types.put(asked, pattern.type().type());
            return asked.number;
        }

        Screens build() {
            Map<Class<?>, OfType> all = new HashMap<>();
            types.forEach(
                    (asked, type) -> all.computeIfAbsent(type, t -> new OfType(new ArrayList<>(), new ArrayList<>()))
                            .add(asked));
            return new Screens(all, types.size());
        }
    }
}
