package dev.immure.policy.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A set of code points.
 *
 * @param negated whether it holds all but those in the ranges
 */
record CharacterSet(List<Range> ranges, boolean negated) {
    static final CharacterSet DIGIT = new CharacterSet(List.of(new Range('0', '9')), false);
    static final CharacterSet WORD =
            new CharacterSet(List.of(new Range('a', 'z'), new Range('A', 'Z'), new Range('0', '9'), one('_')), false);
    /** java.util.regex.Pattern, {@code \s}: space, tab, LF, VT, FF, CR. */
    static final CharacterSet SPACE = new CharacterSet(List.of(one(' '), new Range(0x09, 0x0d)), false);
    /** java.util.regex.Pattern, {@code .}: all but its line terminators. */
    static final CharacterSet ANY =
            new CharacterSet(List.of(one('\n'), one('\r'), one(0x85), new Range(0x2028, 0x2029)), true);

    CharacterSet {
        ranges = List.copyOf(ranges);
    }

    record Range(int first, int last) {
        Range {
            if (first > last) {
                throw new IllegalArgumentException("a range runs from low to high");
            }
        }
    }

    static Range one(int c) {
        return new Range(c, c);
    }

    static CharacterSet of(int c) {
        return new CharacterSet(List.of(one(c)), false);
    }

    boolean contains(int c) {
        // By index: this is asked for every character of a text, and an iterator would be the most of it.
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (c >= range.first && c <= range.last) {
                return !negated;
            }
        }
        return negated;
    }

    /** One of it that can be shown, letters and digits first; empty when there is none in ASCII. */
    OptionalInt member() {
        if (!negated && !ranges.isEmpty()) {
            return OptionalInt.of(ranges.getFirst().first());
        }
        return IntStream.concat(IntStream.rangeClosed('a', 'z'), IntStream.rangeClosed('!', '~'))
                .filter(this::contains)
                .findFirst();
    }

    CharacterSet complement() {
        return new CharacterSet(ranges, !negated);
    }

    /** The union; both must be lists of ranges, not complements. */
    CharacterSet plus(CharacterSet other) {
        if (negated || other.negated) {
            throw new IllegalArgumentException("\\D, \\W and \\S cannot stand inside [ ]");
        }
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new CharacterSet(all, false);
    }
}
