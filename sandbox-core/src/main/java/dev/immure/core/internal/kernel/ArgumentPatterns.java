package dev.immure.core.internal.kernel;

import dev.immure.core.runtime.ArgumentComparison;
import java.util.ArrayList;
import java.util.List;

/** Turns comparisons into bit patterns. */
final class ArgumentPatterns {
    private ArgumentPatterns() {}

    /**
     * The calls that meet every comparison, as disjoint patterns. Each comparison may multiply them by up to 126, so this
     * stops as soon as there are more than the limit; the caller refuses such a list.
     */
    static List<BitPattern> of(List<ArgumentComparison> comparisons, int limit) {
        List<BitPattern> all = List.of(BitPattern.any());
        for (ArgumentComparison comparison : comparisons) {
            List<BitPattern> next = of(comparison);
            all = all.stream()
                    .flatMap(a -> next.stream().flatMap(b -> a.intersect(b).stream()))
                    .toList();
            if (all.size() > limit) {
                return all;
            }
        }
        return all;
    }

    private static List<BitPattern> of(ArgumentComparison comparison) {
        int register = comparison.index();
        long all = comparison.width().bits();
        long value = comparison.value();
        return switch (comparison.operator()) {
            case EQ, MASKED_EQ -> List.of(BitPattern.of(register, comparison.mask(), value));
            case NE -> BitPattern.any().minus(BitPattern.of(register, all, value));
            case LT -> range(register, all, 0, value - 1);
            case LE -> range(register, all, 0, value);
            case GT -> range(register, all, value + 1, all);
            case GE -> range(register, all, value, all);
        };
    }

    /**
     * Cuts an unsigned range, both ends in it, into aligned blocks whose size is a power of two, as a range of addresses
     * is cut into prefixes: at most two for each bit.
     */
    private static List<BitPattern> range(int register, long all, long low, long high) {
        List<BitPattern> blocks = new ArrayList<>();
        long start = low;
        while (true) {
            long free = freeBits(all, start, high);
            blocks.add(BitPattern.of(register, all & ~free, start));
            long end = start | free;
            if (end == high) {
                return blocks;
            }
            start = end + 1;
        }
    }

    /** Ones in the low bits of the largest block that begins at start and ends at high or before. */
    private static long freeBits(long all, long start, long high) {
        // Below the lowest bit that is set in the start; for a start of 0 that is every bit.
        long free = (Long.lowestOneBit(start) - 1) & all;
        while (Long.compareUnsigned(start | free, high) > 0) {
            free >>>= 1;
        }
        return free;
    }
}
