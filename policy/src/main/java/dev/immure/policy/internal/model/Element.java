package dev.immure.policy.internal.model;

import java.util.List;

/** A conditional element of a branch. */
public sealed interface Element {
    List<Pattern> patterns();

    /** Matches once for each fact that satisfies the pattern. */
    record Match(Pattern pattern) implements Element {
        @Override
        public List<Pattern> patterns() {
            return List.of(pattern);
        }
    }

    /** {@code not}: matches when no combination of facts satisfies the patterns together. */
    record Absent(List<Pattern> patterns) implements Element {
        public Absent {
            patterns = List.copyOf(patterns);
        }
    }

    /** {@code exists}: matches once when some combination of facts satisfies the patterns together. */
    record Present(List<Pattern> patterns) implements Element {
        public Present {
            patterns = List.copyOf(patterns);
        }
    }
}
