package dev.immure.policy.internal.model;

import java.util.List;

/** The value of a parameter, as it is written in {@code policy.yaml}. */
public sealed interface ParameterValue {
    /** What it is, for a sentence: {@code text}, {@code a list}. */
    String kind();

    record Text(String value) implements ParameterValue {
        @Override
        public String kind() {
            return "text";
        }
    }

    /** Not negative. */
    record Whole(long value) implements ParameterValue {
        public Whole {
            if (value < 0) {
                throw new IllegalArgumentException("a parameter is not negative");
            }
        }

        @Override
        public String kind() {
            return "a whole number";
        }
    }

    record Flag(boolean value) implements ParameterValue {
        @Override
        public String kind() {
            return "a truth value";
        }
    }

    record Texts(List<String> values) implements ParameterValue {
        public Texts {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }
}
