package dev.immure.policy.explain;

import dev.immure.policy.ResourceRequest;
import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.Pattern;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes conditions as DRL again, each in one line, whatever the white space of the file. */
public final class ConditionText {
    private final Branch branch;

    public ConditionText(Branch branch) {
        this.branch = branch;
    }

    public String of(Pattern pattern) {
        String all = pattern.conditions().stream().map(this::of).collect(Collectors.joining(", "));
        return pattern.type().name() + (all.isEmpty() ? "()" : "( " + all + " )");
    }

    public String of(Condition condition) {
        return switch (condition) {
            case Condition.All all -> joined(all.terms(), " && ");
            case Condition.Any any -> joined(any.terms(), " || ");
            case Condition.Negated negated -> "!( " + of(negated.term()) + " )";
            case Condition.Comparison comparison -> comparison(comparison);
        };
    }

    private String joined(List<Condition> terms, String by) {
        return terms.stream()
                .map(term -> term instanceof Condition.Any || term instanceof Condition.All
                        ? "( " + of(term) + " )"
                        : of(term))
                .collect(Collectors.joining(by));
    }

    private String comparison(Condition.Comparison comparison) {
        String left = access(comparison.left());
        boolean flag = comparison.operator() == Operator.EQUAL
                && comparison.right() instanceof Operand.Literal literal
                && literal.value().equals(true);
        return flag ? left : left + " " + comparison.operator().drl() + " " + operand(comparison.right());
    }

    static String access(Access access) {
        return access.field().name()
                + access.key().map(key -> "[" + quoted(key) + "]").orElse("");
    }

    private String operand(Operand operand) {
        return switch (operand) {
            case Operand.Literal literal -> literal(literal.value());
            case Operand.Literals literals ->
                literals.values().stream().map(ConditionText::literal).collect(Collectors.joining(", ", "(", ")"));
            case Operand.Missing missing -> "null";
            case Operand.Regex regex -> quoted(regex.regex().source());
            case Operand.Reference reference -> reference(reference);
        };
    }

    /** By the name that the author gave it. */
    String reference(Operand.Reference reference) {
        return branch.patterns()
                .filter(pattern -> pattern.slot() == reference.slot())
                .flatMap(pattern -> pattern.bindings().entrySet().stream())
                .filter(binding -> binding.getValue().equals(reference.field()))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(reference.field().name());
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        return value.equals(ResourceRequest.UNLIMITED) ? "ResourceRequest.UNLIMITED" : value.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
