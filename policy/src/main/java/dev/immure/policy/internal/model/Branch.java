package dev.immure.policy.internal.model;

import java.util.List;
import java.util.stream.Stream;

/** A conjunction of conditional elements: one way for a rule to match. May be empty, then it always matches once. */
public record Branch(List<Element> elements) {
    public Branch {
        elements = List.copyOf(elements);
    }

    /** Patterns that bind facts, in the order written. */
    public Stream<Pattern> matched() {
        return elements.stream().filter(Element.Match.class::isInstance).flatMap(e -> e.patterns().stream());
    }

    public Stream<Pattern> patterns() {
        return elements.stream().flatMap(e -> e.patterns().stream());
    }

    boolean names(String type, String field, String value) {
        return matched()
                .filter(pattern -> pattern.type().name().equals(type))
                .flatMap(pattern -> pattern.conditions().stream())
                .anyMatch(condition -> condition.names(field, value));
    }
}
