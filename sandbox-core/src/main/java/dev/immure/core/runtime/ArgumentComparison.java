package dev.immure.core.runtime;

import java.util.Objects;

/**
 * A condition on one argument register of a system call, over the bits that the kernel itself looks at.
 *
 * <p>A filter sees 64 bits of each argument. Where the kernel's parameter is an {@code int}, it throws the upper 32 away,
 * so that a filter which compares all 64 is passed by setting one of them (CVE-2019-10063, CVE-2019-7303). The width says
 * which bits count; the others may hold anything. Numbers are unsigned.
 *
 * @param index the argument, 0 to 5
 * @param mask the bits compared; only {@link Operator#MASKED_EQ} has one, else it is all bits of the width
 * @param value fits the width, and the mask
 */
public record ArgumentComparison(int index, Operator operator, Width width, long mask, long value) {
    /** How many low bits of the register the kernel reads. */
    public enum Width {
        /** {@code int} and {@code unsigned int}. */
        BITS_32(0xffffffffL),
        /** {@code long}, {@code size_t} and pointers. */
        BITS_64(-1L);

        private final long bits;

        Width(long bits) {
            this.bits = bits;
        }

        /** All bits of this width. */
        public long bits() {
            return bits;
        }
    }

    /** As in seccomp_rule_add(3), where they are called {@code SCMP_CMP_*}. */
    public enum Operator {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE,
        MASKED_EQ
    }

    public ArgumentComparison {
        Objects.requireNonNull(operator, "operator is null");
        Objects.requireNonNull(width, "width is null");
        if (index < 0 || index > 5) {
            throw new IllegalArgumentException("a system call has the arguments 0 to 5, not " + index);
        }
        if ((mask & ~width.bits()) != 0 || (value & ~width.bits()) != 0) {
            throw new IllegalArgumentException("the mask or the value is wider than the argument");
        }
        if (operator != Operator.MASKED_EQ && mask != width.bits()) {
            throw new IllegalArgumentException("only MASKED_EQ has a mask");
        }
        if (operator == Operator.MASKED_EQ && mask == 0) {
            throw new IllegalArgumentException("a mask of no bits compares nothing");
        }
        if (isNeverTrue(operator, width, mask, value)) {
            throw new IllegalArgumentException("no argument can ever meet this comparison");
        }
    }

    /** A comparison of all bits of the width. */
    public static ArgumentComparison of(int index, Operator operator, Width width, long value) {
        return new ArgumentComparison(index, operator, width, width.bits(), value);
    }

    /** A comparison of the bits under a mask. */
    public static ArgumentComparison masked(int index, Width width, long mask, long value) {
        return new ArgumentComparison(index, Operator.MASKED_EQ, width, mask, value);
    }

    /** Whether the register's content meets it. This is the meaning; filters are tested against it. */
    public boolean matches(long argument) {
        long seen = argument & mask;
        int order = Long.compareUnsigned(seen, value);
        return switch (operator) {
            case EQ, MASKED_EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static boolean isNeverTrue(Operator operator, Width width, long mask, long value) {
        return switch (operator) {
            case LT -> value == 0;
            case GT -> value == width.bits();
            case MASKED_EQ -> (value & ~mask) != 0;
            case EQ, NE, LE, GE -> false;
        };
    }

    @Override
    public String toString() {
        String hex = "0x" + Long.toHexString(value);
        String under = operator == Operator.MASKED_EQ ? " under 0x" + Long.toHexString(mask) : "";
        return "argument " + index + " " + operator + " " + hex + under + " (" + Long.bitCount(width.bits()) + " bits)";
    }
}
