package dev.immure.policy.internal.model;

import java.util.function.Function;

/**
 * One field of a fact type and how to read it without reflection.
 *
 * @param read never gives null
 */
public record FactField(String name, FieldKind kind, Function<Object, Object> read) {
    public Object of(Object fact) {
        return read.apply(fact);
    }

    /** Two fields are the same when they have the same name: within one fact type it is unique. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FactField field && field.name.equals(name) && field.kind == kind;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
