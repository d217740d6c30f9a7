package dev.immure.policy.explain;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The first thing that kept an alternative of a rule from matching. Values are not yet escaped, and cut at 256 characters. */
public sealed interface Miss {
    /** {@code file:line}. */
    String at();

    /**
     * The rule is not in force at the time of the decision.
     *
     * @param why such as {@code it expired on 2026-01-01}
     */
    record NotInForce(String at, String why) implements Miss {}

    /** There is no fact of the type that the pattern asks for. */
    record NoFact(String at, String type) implements Miss {}

    /**
     * A condition does not hold, for the fact that came furthest.
     *
     * @param type of the fact
     * @param condition as DRL, in one line
     * @param seen the values that the condition compares, by field or variable
     */
    record ConditionFailed(String at, String type, String condition, SortedMap<String, String> seen) implements Miss {
        public ConditionFailed {
            seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
        }
    }

    /**
     * Facts are there that a {@code not} asks not to be.
     *
     * @param patterns as DRL, each in one line
     * @param seen for each pattern the fields that it looks at
     */
    record Hindered(String at, List<String> patterns, List<SortedMap<String, String>> seen) implements Miss {
        public Hindered {
            patterns = List.copyOf(patterns);
            seen = seen.stream()
                    .map(values -> Collections.unmodifiableSortedMap(new TreeMap<>(values)))
                    .toList();
        }
    }
}
