package dev.immure.policy.explain;

import dev.immure.policy.internal.model.Pattern;
import java.util.List;
import java.util.Map;

/** Where an attempt to match an alternative of a rule came to its end. */
sealed interface Stop {
    /** Position of the element in its alternative, from 0. */
    int element();

    /** Position of the pattern in its element, from 0. */
    int pattern();

    /** Conditions of the pattern that held. */
    int passed();

    /** Whether another attempt, with these figures, came further; of two that came equally far the first counts. */
    default boolean isBehind(int element, int pattern, int passed) {
        if (element != element()) {
            return element > element();
        }
        return pattern == pattern() ? passed > passed() : pattern > pattern();
    }

    /** There is no fact of the type. */
    record NoFact(int element, int pattern, Pattern wanted) implements Stop {
        @Override
        public int passed() {
            return -1;
        }
    }

    /**
     * A condition does not hold.
     *
     * @param passed index of the condition
     * @param tried the facts by slot, that of the pattern and those bound before it
     */
    record Failed(int element, int pattern, Pattern wanted, int passed, Map<Integer, Object> tried) implements Stop {
        public Failed {
            tried = Map.copyOf(tried);
        }
    }

    /**
     * Facts are there that a {@code not} says are not.
     *
     * @param witnesses by slot
     */
    record Hindered(int element, List<Pattern> unwanted, Map<Integer, Object> witnesses) implements Stop {
        public Hindered {
            unwanted = List.copyOf(unwanted);
            witnesses = Map.copyOf(witnesses);
        }

        @Override
        public int pattern() {
            return unwanted.size();
        }

        @Override
        public int passed() {
            return 0;
        }
    }
}
