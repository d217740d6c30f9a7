package dev.immure.policy.internal.model;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of a fact: a field, or one key of a map field.
 *
 * @param key present exactly when the field is a {@link FieldKind#MAP}
 */
public record Access(FactField field, Optional<String> key) {
    public Access {
        if (key.isPresent() != (field.kind() == FieldKind.MAP)) {
            throw new IllegalArgumentException("a map is read by key, and nothing else is");
        }
    }

    /** Kind of the value itself: a map's values are text. */
    public FieldKind kind() {
        return field.kind() == FieldKind.MAP ? FieldKind.TEXT : field.kind();
    }

    /** Null when the map lacks the key: no comparison but a negated one holds for it. */
    public @Nullable Object of(Object fact) {
        Object value = field.of(fact);
        return key.isPresent() ? ((Map<?, ?>) value).get(key.get()) : value;
    }
}
