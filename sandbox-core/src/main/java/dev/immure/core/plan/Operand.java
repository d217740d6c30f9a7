package dev.immure.core.plan;

import java.util.Objects;

/**
 * One operand of an opcode: how it is stored and how a person reads it.
 *
 * @param name the word of the man page
 */
record Operand(Kind kind, String name) {
    enum Kind {
        /** A number, shown in decimal. */
        DECIMAL,
        /** Permission bits, shown in octal. */
        OCTAL,
        /** A bit set, shown in hexadecimal. */
        BITS,
        /** The index of a descriptor, passed or made. */
        SLOT,
        /** The same, or {@link LaunchPlan#NO_SLOT}. */
        OPTIONAL_SLOT,
        /** Text without NUL. */
        TEXT,
        /** Any bytes; their length is the op's first number. */
        BYTES
    }

    Operand {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(name, "name is null");
    }

    boolean isNumber() {
        return switch (kind) {
            case DECIMAL, OCTAL, BITS, SLOT, OPTIONAL_SLOT -> true;
            case TEXT, BYTES -> false;
        };
    }

    boolean isSlot() {
        return kind == Kind.SLOT || kind == Kind.OPTIONAL_SLOT;
    }

    static Operand decimal(String name) {
        return new Operand(Kind.DECIMAL, name);
    }

    static Operand octal(String name) {
        return new Operand(Kind.OCTAL, name);
    }

    static Operand bits(String name) {
        return new Operand(Kind.BITS, name);
    }

    static Operand slot(String name) {
        return new Operand(Kind.SLOT, name);
    }

    static Operand optionalSlot(String name) {
        return new Operand(Kind.OPTIONAL_SLOT, name);
    }

    static Operand text(String name) {
        return new Operand(Kind.TEXT, name);
    }

    static Operand bytes(String name) {
        return new Operand(Kind.BYTES, name);
    }
}
