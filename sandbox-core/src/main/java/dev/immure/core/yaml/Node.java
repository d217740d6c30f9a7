package dev.immure.core.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document, as far as a trust file or a configuration file needs one. */
public sealed interface Node {
    /** Line in the document, from 1. */
    int line();

    /** What it is, for a sentence: {@code text}, {@code a list}. */
    String kind();

    /** Fields in the order of the document; no name twice. */
    record Mapping(int line, Map<String, Node> fields) implements Node {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    record Sequence(int line, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Well-formed Unicode: no half of a surrogate pair alone. */
    record Text(int line, String value) implements Node {
        @Override
        public String kind() {
            return "text";
        }
    }

    record Whole(int line, long value) implements Node {
        @Override
        public String kind() {
            return "a whole number";
        }
    }

    /** {@code true} or {@code false}, and no other word. */
    record Flag(int line, boolean value) implements Node {
        @Override
        public String kind() {
            return "a truth value";
        }
    }

    /** Null, or a number that is no {@code long}: never interpreted, so never expensive. */
    record Other(int line, String kind) implements Node {
        private static final String NOTHING = "nothing";

        /** {@code null}. */
        public static Other nothing(int line) {
            return new Other(line, NOTHING);
        }

        public boolean isNull() {
            return kind.equals(NOTHING);
        }
    }
}
