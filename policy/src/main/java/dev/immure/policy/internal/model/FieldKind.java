package dev.immure.policy.internal.model;

/** What a field of a fact holds; each operator of the language names the kinds it works on. */
public enum FieldKind {
    /** {@code String}. */
    TEXT,
    /** {@code long}. */
    NUMBER,
    /** {@code boolean}. */
    FLAG,
    /** {@code List<String>}. */
    TEXTS,
    /** {@code Map<String, String>}, read one key at a time: {@code labels["tier"]}. */
    MAP
}
