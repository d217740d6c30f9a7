package dev.immure.policy.internal.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A pattern over one fact type.
 *
 * @param slot position among all patterns of its branch, from 0; conditions refer to other facts by it
 * @param bindings variable name, with its {@code $}, to the field it stands for
 * @param conditions all of them must hold
 * @param at where it was written; not part of what the policy digest covers
 * @param lines where each of the conditions was written
 */
public record Pattern(
        int slot,
        FactType type,
        Map<String, FactField> bindings,
        List<Condition> conditions,
        SourceLine at,
        List<SourceLine> lines) {
    public Pattern {
        bindings = Map.copyOf(bindings);
        conditions = List.copyOf(conditions);
        lines = List.copyOf(lines);
        if (lines.size() != conditions.size()) {
            throw new IllegalArgumentException("each condition stands in a line");
        }
    }

    /** The one value of the type's key that this pattern is about; empty when it does not say. */
    public Optional<String> key() {
        return type.key()
                .flatMap(key -> conditions.stream()
                        .filter(Condition.Comparison.class::isInstance)
                        .map(Condition.Comparison.class::cast)
                        .filter(c -> c.operator() == Operator.EQUAL
                                && c.left().field().name().equals(key))
                        .filter(c -> c.right() instanceof Operand.Literal)
                        .map(c -> String.valueOf(((Operand.Literal) c.right()).value()))
                        .findFirst());
    }

    /** The most facts that it can match. */
    public long most() {
        return key().isPresent() ? 1 : type.most();
    }

    /** Fields this pattern looks at, in alphabetical order of bindings and then as written: what an explanation shows. */
    public Set<FactField> mentioned() {
        Set<FactField> fields = new LinkedHashSet<>(new TreeMap<>(bindings).values());
        conditions.forEach(condition -> condition.mentioned(slot, fields));
        return fields;
    }
}
