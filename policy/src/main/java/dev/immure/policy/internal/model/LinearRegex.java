package dev.immure.policy.internal.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A regular expression that matches in time proportional to text times states, whatever it is: a simulation of all paths
 * at once (Thompson, "Regular Expression Search Algorithm", CACM 11(6), 1968), never backtracking. What it accepts, it
 * reads as {@link java.util.regex} does; the rest is refused by {@link LinearRegexParser}.
 */
public final class LinearRegex {
    /** Most states of one expression; {@code a{200}} has 201. */
    public static final int MAX_STATES = 256;

    private final String source;
    private final Step[] steps;
    /** For each step those that it leads to without taking a character, itself included; sets of bits. */
    private final long[][] closures;

    private LinearRegex(String source, Step[] steps) {
        this.source = source;
        this.steps = steps;
        this.closures = new long[steps.length][(steps.length + Long.SIZE - 1) / Long.SIZE];
        for (int step = 0; step < steps.length; step++) {
            follow(step, closures[step]);
        }
    }

    /**
     * @throws IllegalArgumentException with the reason, when the text is not in the accepted subset
     */
    public static LinearRegex compile(String source) {
        return new LinearRegex(source, new LinearRegexParser(source).parse().toArray(Step[]::new));
    }

    public String source() {
        return source;
    }

    public int states() {
        return steps.length;
    }

    /** Whether the whole text matches. */
    public boolean matches(String text) {
        long[] now = closures[0];
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            now = after(c, now);
            if (isEmpty(now)) {
                return false;
            }
        }
        int last = steps.length - 1;
        return (now[last / Long.SIZE] >>> last & 1) != 0;
    }

    /** The states after one more character. */
    private long[] after(int c, long[] now) {
        long[] next = new long[now.length];
        for (int word = 0; word < now.length; word++) {
            for (long left = now[word]; left != 0; left &= left - 1) {
                int step = word * Long.SIZE + Long.numberOfTrailingZeros(left);
                if (steps[step] instanceof Step.Take take && take.set().contains(c)) {
                    long[] reached = closures[step + 1];
                    for (int i = 0; i < next.length; i++) {
                        next[i] |= reached[i];
                    }
                }
            }
        }
        return next;
    }

    private static boolean isEmpty(long[] states) {
        for (long word : states) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** A shortest text that it matches; empty when some set on the way has no member to show. */
    public Optional<String> example() {
        return RegexExample.of(List.of(steps));
    }

    /** Whether every text of one line matches: all sets of states that any text leads to hold the end. */
    public boolean matchesEveryLine() {
        Set<BitSet> seen = new HashSet<>();
        Deque<BitSet> open = new ArrayDeque<>(List.of(start()));
        List<Integer> characters = characters();
        while (!open.isEmpty()) {
            BitSet states = open.pop();
            // As many as there are states stand for more texts than anybody wrote the expression for: not known is no.
            if (!states.get(steps.length - 1) || seen.size() > MAX_STATES) {
                return false;
            }
            if (seen.add(states)) {
                characters.forEach(c -> open.push(after(states, c)));
            }
        }
        return true;
    }

    private BitSet start() {
        return BitSet.valueOf(closures[0]);
    }

    private BitSet after(BitSet states, int c) {
        // toLongArray leaves out zeros at the end.
        return BitSet.valueOf(after(c, Arrays.copyOf(states.toLongArray(), closures[0].length)));
    }

    /** One character of each stretch that no set of the expression tells apart, line terminators left out. */
    private List<Integer> characters() {
        Set<Integer> points = new TreeSet<>(List.of(0, Character.MAX_CODE_POINT));
        CharacterSet.ANY.ranges().forEach(terminator -> points.add(terminator.last() + 1));
        for (Step step : steps) {
            if (step instanceof Step.Take take) {
                take.set().ranges().forEach(range -> {
                    points.add(range.first());
                    points.add(Math.min(range.last() + 1, Character.MAX_CODE_POINT));
                });
            }
        }
        return points.stream().filter(CharacterSet.ANY::contains).toList();
    }

    /** Marks the step and all that can be reached from it without taking a character; each at most once. */
    private void follow(int step, long[] marked) {
        long bit = 1L << step;
        if ((marked[step / Long.SIZE] & bit) != 0) {
            return;
        }
        marked[step / Long.SIZE] |= bit;
        if (steps[step] instanceof Step.Fork fork) {
            follow(fork.first(), marked);
            follow(fork.second(), marked);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinearRegex regex && regex.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }

    /** One state. */
    sealed interface Step {
        /** Takes one character of the set and goes to the next step. */
        record Take(CharacterSet set) implements Step {}

        /** Goes to both. */
        record Fork(int first, int second) implements Step {}

        /** The end; always the last step. */
        record Accept() implements Step {}
    }
}
