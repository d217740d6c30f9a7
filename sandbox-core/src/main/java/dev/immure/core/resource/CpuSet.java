package dev.immure.core.resource;

import java.util.BitSet;

/**
 * A set of CPU numbers, 0 to 8191, not empty. Its text is cpuset(7)'s list format in the kernel's own spelling:
 * ascending, runs joined ({@code 0-3,6}), so that what was written can be compared with what is read back.
 */
public final class CpuSet {
    /** NR_CPUS of the largest x86-64 kernels. */
    static final int MAX = 8192;

    private static final int MAX_TEXT = 4096;

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        this.cpus = cpus;
    }

    /**
     * Parses the list format: numbers and ranges, separated by commas, in any order.
     *
     * @throws IllegalArgumentException with a reason that names the flaw
     */
    public static CpuSet parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a CPU list has at most " + MAX_TEXT + " characters");
        }
        BitSet cpus = new BitSet();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : number(part.substring(dash + 1));
            if (last < first) {
                throw new IllegalArgumentException("the CPU range " + part + " ends before it begins");
            }
            cpus.set(first, last + 1);
        }
        return new CpuSet(cpus);
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : MAX;
        if (value >= MAX) {
            throw new IllegalArgumentException("a CPU list holds numbers from 0 to " + (MAX - 1) + ", as in 0-3,6");
        }
        return value;
    }

    /** How many CPUs it names. */
    public int size() {
        return cpus.cardinality();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set && set.cpus.equals(cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int last = cpus.nextClearBit(first) - 1;
            out.append(out.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                out.append('-').append(last);
            }
            first = cpus.nextSetBit(last + 1);
        }
        return out.toString();
    }
}
