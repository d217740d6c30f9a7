package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether some fact can satisfy conditions. One-sided: <em>impossible</em> is proved, everything else counts as possible,
 * so whatever is concluded from it is true.
 */
final class Satisfiability {
    /** Most conjunctions that conditions are multiplied out to; beyond it they count as possible. */
    private static final int MOST = 256;

    private Satisfiability() {}

    /** Whether no fact of the type satisfies the condition. */
    static boolean impossible(FactType type, Condition condition) {
        return conjunctions(condition, true)
                .map(all -> all.stream().allMatch(literals -> contradictory(type, literals)))
                .orElse(false);
    }

    /** Disjunctive normal form; empty when it is too large. */
    private static Optional<List<List<Literal>>> conjunctions(Condition condition, boolean holds) {
        return switch (condition) {
            case Condition.Comparison comparison -> Optional.of(List.of(List.of(Literal.of(comparison, holds))));
            case Condition.Negated negated -> conjunctions(negated.term(), !holds);
            case Condition.All all -> holds ? product(all.terms(), true) : union(all.terms(), false);
            case Condition.Any any -> holds ? union(any.terms(), true) : product(any.terms(), false);
        };
    }

    private static Optional<List<List<Literal>>> union(List<Condition> terms, boolean holds) {
        List<List<Literal>> all = new ArrayList<>();
        for (Condition term : terms) {
            Optional<List<List<Literal>>> part = conjunctions(term, holds);
            if (part.isEmpty() || all.size() + part.get().size() > MOST) {
                return Optional.empty();
            }
            all.addAll(part.get());
        }
        return Optional.of(all);
    }

    private static Optional<List<List<Literal>>> product(List<Condition> terms, boolean holds) {
        List<List<Literal>> all = List.of(List.of());
        for (Condition term : terms) {
            Optional<List<List<Literal>>> part = conjunctions(term, holds);
            if (part.isEmpty() || (long) all.size() * part.get().size() > MOST) {
                return Optional.empty();
            }
            List<List<Literal>> next = new ArrayList<>();
            for (List<Literal> left : all) {
                for (List<Literal> right : part.get()) {
                    List<Literal> both = new ArrayList<>(left);
                    both.addAll(right);
                    next.add(both);
                }
            }
            all = next;
        }
        return Optional.of(all);
    }

    private static boolean contradictory(FactType type, List<Literal> literals) {
        Set<Literal> known = new HashSet<>(literals);
        if (literals.stream().anyMatch(literal -> known.contains(literal.negated()))) {
            return true;
        }
        Map<Access, List<Literal>> byAccess = new LinkedHashMap<>();
        for (Literal literal : literals) {
            if (literal.isClosed()) {
                byAccess.computeIfAbsent(literal.access(), access -> new ArrayList<>())
                        .add(literal);
            }
        }
        return byAccess.entrySet().stream().anyMatch(entry -> empty(type, entry.getKey(), entry.getValue()));
    }

    /** Whether no value can be what all the literals say. */
    private static boolean empty(FactType type, Access access, List<Literal> literals) {
        return switch (access.kind()) {
            case NUMBER -> none(numbers(literals), literals);
            case FLAG -> none(List.of(true, false), literals);
            case TEXT, MAP ->
                texts(type, access, literals)
                        .map(values -> none(values, literals))
                        .orElseGet(() -> affixesDisagree(literals));
            case TEXTS -> false;
        };
    }

    private static boolean none(Iterable<? extends @Nullable Object> values, List<Literal> literals) {
        for (Object value : values) {
            if (literals.stream().allMatch(literal -> literal.admits(value))) {
                return false;
            }
        }
        return true;
    }

    /** Between two neighbouring numbers of the conditions all numbers are alike: one of each stretch is enough. */
    private static Iterable<Long> numbers(List<Literal> literals) {
        Set<Long> points = new TreeSet<>(Set.of(Long.MIN_VALUE, Long.MAX_VALUE));
        for (Literal literal : literals) {
            for (Object value : values(literal.operand())) {
                if (value instanceof Long number) {
                    points.add(number);
                    points.add(number == Long.MIN_VALUE ? number : number - 1);
                    points.add(number == Long.MAX_VALUE ? number : number + 1);
                }
            }
        }
        return points;
    }

    /** The only texts that can be meant, where some condition or the fact itself lists them. */
    private static Optional<List<@Nullable Object>> texts(FactType type, Access access, List<Literal> literals) {
        Optional<List<String>> domain = Domains.of(type, access);
        if (domain.isPresent()) {
            return Optional.of(new ArrayList<@Nullable Object>(domain.get()));
        }
        return literals.stream()
                .filter(Literal::holds)
                .filter(literal -> literal.operator() == Operator.EQUAL || literal.operator() == Operator.IN)
                .findFirst()
                .map(literal -> values(literal.operand()));
    }

    private static List<@Nullable Object> values(Operand operand) {
        List<@Nullable Object> values = new ArrayList<>();
        switch (operand) {
            case Operand.Literal literal -> values.add(literal.value());
            case Operand.Literals literals -> values.addAll(literals.values());
            case Operand.Missing missing -> values.add(null);
            case Operand.Regex regex -> {}
            case Operand.Reference reference -> {}
        }
        return values;
    }

    /** Of two beginnings of one text one begins the other, and so with ends. */
    private static boolean affixesDisagree(List<Literal> literals) {
        return disagree(literals, Operator.STARTS_WITH) || disagree(literals, Operator.ENDS_WITH);
    }

    private static boolean disagree(List<Literal> literals, Operator operator) {
        List<String> affixes = literals.stream()
                .filter(literal -> literal.holds() && literal.operator() == operator)
                .flatMap(literal -> values(literal.operand()).stream())
                .map(String::valueOf)
                .toList();
        return affixes.stream()
                .anyMatch(a -> affixes.stream()
                        .anyMatch(b -> operator == Operator.STARTS_WITH
                                ? !(a.startsWith(b) || b.startsWith(a))
                                : !(a.endsWith(b) || b.endsWith(a))));
    }
}
