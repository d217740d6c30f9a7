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

    private LinearRegex(String source, Step[] steps) {
        this.source = source;
        this.steps = steps;
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
        boolean[] now = new boolean[steps.length];
        boolean[] next = new boolean[steps.length];
        follow(0, now);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            Arrays.fill(next, false);
            for (int s = 0; s < steps.length; s++) {
                if (now[s] && steps[s] instanceof Step.Take take && take.set().contains(c)) {
                    follow(s + 1, next);
                }
            }
            boolean[] swap = now;
            now = next;
            next = swap;
        }
        return now[steps.length - 1];
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
        boolean[] marked = new boolean[steps.length];
        follow(0, marked);
        return bits(marked);
    }

    private BitSet after(BitSet states, int c) {
        boolean[] marked = new boolean[steps.length];
        states.stream().forEach(s -> {
            if (steps[s] instanceof Step.Take take && take.set().contains(c)) {
                follow(s + 1, marked);
            }
        });
        return bits(marked);
    }

    private static BitSet bits(boolean[] marked) {
        BitSet bits = new BitSet(marked.length);
        for (int i = 0; i < marked.length; i++) {
            bits.set(i, marked[i]);
        }
        return bits;
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
    private void follow(int step, boolean[] marked) {
        if (marked[step]) {
            return;
        }
        marked[step] = true;
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
