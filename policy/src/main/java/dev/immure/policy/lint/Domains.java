package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Fields that hold one of a few texts: their facts are refused with any other. A comparison with another is a slip. */
final class Domains {
    static final Map<String, List<String>> ALL = Map.of(
            "ImageFacts.verification", List.of("verified", "unsigned"),
            "Vulnerability.severity", List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "NEGLIGIBLE", "UNKNOWN"),
            "Vulnerability.status", List.of("affected", "not_affected", "fixed", "under_investigation"),
            "Clock.weekday", List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"));

    /** Operators that compare with a whole text; a part of one may be anything. */
    private static final Set<Operator> WHOLE =
            EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN);

    private Domains() {}

    /** Texts that the comparison names and the field never holds. */
    static List<String> strangers(FactType type, Condition.Comparison comparison) {
        List<String> known = of(type, comparison.left()).orElse(List.of());
        Stream<Object> named = switch (comparison.right()) {
            case Operand.Literal literal -> Stream.of(literal.value());
            case Operand.Literals literals -> literals.values().stream();
            case Operand.Missing missing -> Stream.of();
            case Operand.Regex regex -> Stream.of();
            case Operand.Reference reference -> Stream.of();
        };
        return known.isEmpty() || !WHOLE.contains(comparison.operator())
                ? List.of()
                : named.map(String::valueOf)
                        .filter(text -> !known.contains(text))
                        .toList();
    }

    static Optional<List<String>> of(FactType type, Access access) {
        return Optional.ofNullable(ALL.get(type.name() + "." + access.field().name()));
    }
}
