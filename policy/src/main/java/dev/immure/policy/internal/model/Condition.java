package dev.immure.policy.internal.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A truth about one fact and perhaps others bound before it. Pure: it depends on nothing but the facts given. */
public sealed interface Condition {
    /** Whether it holds for the fact in {@code slot}. */
    boolean holds(int slot, @Nullable Object[] facts);

    /** Adds the fields of the pattern's own fact that it looks at. */
    void mentioned(int slot, Set<FactField> fields);

    /** Adds the slots of all facts it looks at beside its own. */
    void references(Set<Integer> slots);

    /** Whether it alone restricts {@code field} to listed literals, {@code value} among them. */
    default boolean names(String field, String value) {
        return false;
    }

    /** {@code &&}. */
    record All(List<Condition> terms) implements Condition {
        public All {
            terms = List.copyOf(terms);
        }

        @Override
        public boolean holds(int slot, @Nullable Object[] facts) {
            for (Condition term : terms) {
                if (!term.holds(slot, facts)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void mentioned(int slot, Set<FactField> fields) {
            terms.forEach(term -> term.mentioned(slot, fields));
        }

        @Override
        public void references(Set<Integer> slots) {
            terms.forEach(term -> term.references(slots));
        }

        @Override
        public boolean names(String field, String value) {
            return terms.stream().anyMatch(term -> term.names(field, value));
        }
    }

    /** {@code ||}. */
    record Any(List<Condition> terms) implements Condition {
        public Any {
            terms = List.copyOf(terms);
        }

        @Override
        public boolean holds(int slot, @Nullable Object[] facts) {
            for (Condition term : terms) {
                if (term.holds(slot, facts)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void mentioned(int slot, Set<FactField> fields) {
            terms.forEach(term -> term.mentioned(slot, fields));
        }

        @Override
        public void references(Set<Integer> slots) {
            terms.forEach(term -> term.references(slots));
        }
    }

    /** {@code !( … )}. */
    record Negated(Condition term) implements Condition {
        @Override
        public boolean holds(int slot, @Nullable Object[] facts) {
            return !term.holds(slot, facts);
        }

        @Override
        public void mentioned(int slot, Set<FactField> fields) {
            term.mentioned(slot, fields);
        }

        @Override
        public void references(Set<Integer> slots) {
            term.references(slots);
        }
    }

    /** {@code field operator value}. */
    record Comparison(Access left, Operator operator, Operand right) implements Condition {
        @Override
        public boolean holds(int slot, @Nullable Object[] facts) {
            Object fact = facts[slot];
            if (fact == null) {
                throw new IllegalStateException("slot " + slot + " is not bound");
            }
            return Comparisons.holds(left.of(fact), operator, right.in(facts));
        }

        @Override
        public void mentioned(int slot, Set<FactField> fields) {
            fields.add(left.field());
            if (right instanceof Operand.Reference reference && reference.slot() == slot) {
                fields.add(reference.field());
            }
        }

        @Override
        public void references(Set<Integer> slots) {
            if (right instanceof Operand.Reference reference) {
                slots.add(reference.slot());
            }
        }

        @Override
        public boolean names(String field, String value) {
            return left.field().name().equals(field)
                    && switch (right) {
                        case Operand.Literal literal ->
                            operator == Operator.EQUAL && literal.value().equals(value);
                        case Operand.Literals literals ->
                            operator == Operator.IN && literals.values().contains(value);
                        case Operand.Missing missing -> false;
                        case Operand.Regex regex -> false;
                        case Operand.Reference reference -> false;
                    };
        }
    }
}
