package dev.immure.core.internal.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A set of argument registers given by some bits that are fixed and all others free: what one libseccomp rule made of
 * MASKED_EQ comparisons alone can say. Any condition of a profile is a union of disjoint patterns, because these sets can
 * be intersected and subtracted; libseccomp's own operators cannot (they compare 64 bits, take one comparison for an
 * argument, and leave it open which of two overlapping rules wins).
 */
final class BitPattern {
    static final int REGISTERS = 6;

    private final long[] masks;
    /** Zero wherever the mask is. */
    private final long[] values;

    private BitPattern(long[] masks, long[] values) {
        this.masks = masks;
        this.values = values;
    }

    /** Every call. */
    static BitPattern any() {
        return new BitPattern(new long[REGISTERS], new long[REGISTERS]);
    }

    /** Calls whose register holds the value in the bits of the mask. */
    static BitPattern of(int register, long mask, long value) {
        return any().with(register, mask, value & mask);
    }

    long mask(int register) {
        return masks[register];
    }

    long value(int register) {
        return values[register];
    }

    /** The calls in both. */
    Optional<BitPattern> intersect(BitPattern other) {
        if (isDisjointFrom(other)) {
            return Optional.empty();
        }
        BitPattern both = this;
        for (int r = 0; r < REGISTERS; r++) {
            both = both.with(r, other.masks[r], other.values[r]);
        }
        return Optional.of(both);
    }

    /** The calls here that are not in the other, as disjoint patterns: at most one for each bit the other fixes. */
    List<BitPattern> minus(BitPattern other) {
        if (isDisjointFrom(other)) {
            return List.of(this);
        }
        List<BitPattern> rest = new ArrayList<>();
        BitPattern common = this;
        for (int r = 0; r < REGISTERS; r++) {
            for (long free = other.masks[r] & ~masks[r]; free != 0; free &= ~Long.highestOneBit(free)) {
                long bit = Long.highestOneBit(free);
                rest.add(common.with(r, bit, ~other.values[r] & bit));
                common = common.with(r, bit, other.values[r] & bit);
            }
        }
        return rest;
    }

    private boolean isDisjointFrom(BitPattern other) {
        for (int r = 0; r < REGISTERS; r++) {
            if (((values[r] ^ other.values[r]) & masks[r] & other.masks[r]) != 0) {
                return true;
            }
        }
        return false;
    }

    private BitPattern with(int register, long mask, long value) {
        long[] newMasks = masks.clone();
        long[] newValues = values.clone();
        newMasks[register] |= mask;
        newValues[register] |= value;
        return new BitPattern(newMasks, newValues);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < REGISTERS; r++) {
            if (masks[r] != 0) {
                out.append(out.isEmpty() ? "" : ", ")
                        .append("argument ")
                        .append(r)
                        .append(" & 0x")
                        .append(Long.toHexString(masks[r]))
                        .append(" == 0x")
                        .append(Long.toHexString(values[r]));
            }
        }
        return out.isEmpty() ? "any arguments" : out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitPattern that
                && Arrays.equals(masks, that.masks)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(masks) + Arrays.hashCode(values);
    }
}
