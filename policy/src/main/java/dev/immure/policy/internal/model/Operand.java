package dev.immure.policy.internal.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The right-hand side of a comparison. */
public sealed interface Operand {
    /** The value, given the facts of the branch by slot; null only for a missing key. */
    @Nullable
    Object in(@Nullable Object[] facts);

    /** A literal: {@code String}, {@code Long} or {@code Boolean}. */
    record Literal(Object value) implements Operand {
        @Override
        public Object in(@Nullable Object[] facts) {
            return value;
        }
    }

    /** The literals of {@code in (…)}. */
    record Literals(List<Object> values) implements Operand {
        public Literals {
            values = List.copyOf(values);
        }

        @Override
        public Object in(@Nullable Object[] facts) {
            return values;
        }
    }

    /** {@code null}: what a map gives for a key it lacks. */
    record Missing() implements Operand {
        @Override
        public @Nullable Object in(@Nullable Object[] facts) {
            return null;
        }
    }

    /** A compiled pattern of {@code matches}. */
    record Regex(LinearRegex regex) implements Operand {
        @Override
        public Object in(@Nullable Object[] facts) {
            return regex;
        }
    }

    /** A bound variable: a field of the fact in {@code slot}. */
    record Reference(int slot, FactField field) implements Operand {
        @Override
        public Object in(@Nullable Object[] facts) {
            Object fact = facts[slot];
            if (fact == null) {
                throw new IllegalStateException("slot " + slot + " is not bound");
            }
            return field.of(fact);
        }
    }
}
