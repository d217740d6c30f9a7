package dev.immure.policy.internal.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A fact type that rules may name.
 *
 * @param name simple name of {@code type}
 * @param most the most facts of this type that one decision sees; bounds the work of a join
 * @param key the text field that no two facts of this type share, where a pattern has to name its value; empty where not
 */
public record FactType(String name, Class<?> type, int most, Map<String, FactField> fields, Optional<String> key) {
    public FactType {
        fields = Map.copyOf(fields);
    }

    public Optional<FactField> field(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FactType fact && fact.type == type;
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    public static <T> Builder<T> of(Class<T> type, int most) {
        return new Builder<>(type, most);
    }

    /** Collects the fields of one fact type, each with its typed accessor. */
    public static final class Builder<T> {
        private final Class<T> type;
        private final int most;
        private final Map<String, FactField> fields = new LinkedHashMap<>();
        private Optional<String> key = Optional.empty();

        private Builder(Class<T> type, int most) {
            this.type = type;
            this.most = most;
        }

        public Builder<T> text(String name, Function<T, String> read) {
            return add(name, FieldKind.TEXT, read);
        }

        /** A text field that is the {@link FactType#key}. */
        public Builder<T> key(String name, Function<T, String> read) {
            key = Optional.of(name);
            return text(name, read);
        }

        public Builder<T> number(String name, ToLongFunction<T> read) {
            return add(name, FieldKind.NUMBER, read::applyAsLong);
        }

        public Builder<T> flag(String name, Predicate<T> read) {
            return add(name, FieldKind.FLAG, read::test);
        }

        public Builder<T> texts(String name, Function<T, List<String>> read) {
            return add(name, FieldKind.TEXTS, read);
        }

        public Builder<T> map(String name, Function<T, Map<String, String>> read) {
            return add(name, FieldKind.MAP, read);
        }

        @SuppressWarnings("unchecked") // An accessor of another type throws ClassCastException when it is called.
        private Builder<T> add(String name, FieldKind kind, Function<T, ? extends Object> read) {
            // Without a lambda around it that casts: the accessor does so itself, and is called for every condition.
            fields.put(name, new FactField(name, kind, (Function<Object, Object>) (Function<?, ?>) read));
            return this;
        }

        public FactType build() {
            return new FactType(type.getSimpleName(), type, most, fields, key);
        }
    }
}
