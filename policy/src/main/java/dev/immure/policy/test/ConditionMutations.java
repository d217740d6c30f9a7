package dev.immure.policy.test;

import dev.immure.policy.explain.ConditionText;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.LinearRegex;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The changes of one condition: it holds when it should not, a bound is off by one, a value or an alternative is missing.
 * Left out are changes that come to the same as another one: of {@code > 5} there is {@code >= 5}, not {@code > 4}.
 */
final class ConditionMutations {
    private static final int SHOWN = 100;

    private final ConditionText text;

    ConditionMutations(ConditionText text) {
        this.text = text;
    }

    /** @param words in a clause */
    record Variant(Condition condition, String words) {}

    List<Variant> of(Condition condition) {
        return switch (condition) {
            case Condition.All all -> {
                List<Variant> variants = terms(all, all.terms(), Condition.All::new);
                variants.add(readAs(all, new Condition.Any(all.terms())));
                yield variants;
            }
            case Condition.Any any -> {
                List<Variant> variants = terms(any, any.terms(), Condition.Any::new);
                variants.add(readAs(any, new Condition.All(any.terms())));
                yield variants;
            }
            case Condition.Negated negated -> {
                List<Variant> variants = new ArrayList<>();
                variants.add(readAs(negated, negated.term()));
                for (Variant inner : of(negated.term())) {
                    variants.add(new Variant(new Condition.Negated(inner.condition()), inner.words()));
                }
                yield variants;
            }
            case Condition.Comparison comparison -> comparison(comparison);
        };
    }

    private List<Variant> terms(Condition whole, List<Condition> terms, Function<List<Condition>, Condition> joined) {
        List<Variant> variants = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            List<Condition> rest = new ArrayList<>(terms);
            Condition term = rest.remove(i);
            String leftOut = quoted(text.of(term)) + " left out of " + quoted(text.of(whole));
            variants.add(new Variant(rest.size() == 1 ? rest.getFirst() : joined.apply(rest), leftOut));
            for (Variant inner : of(term)) {
                List<Condition> changed = new ArrayList<>(terms);
                changed.set(i, inner.condition());
                variants.add(new Variant(joined.apply(changed), inner.words()));
            }
        }
        return variants;
    }

    private List<Variant> comparison(Condition.Comparison comparison) {
        List<Variant> variants = new ArrayList<>();
        variants.add(readAs(comparison, negated(comparison)));
        Operator bound = boundary(comparison.operator());
        if (bound != comparison.operator()) {
            variants.add(readAs(comparison, new Condition.Comparison(comparison.left(), bound, comparison.right())));
        }
        variants.addAll(operands(comparison));
        return variants;
    }

    private Variant readAs(Condition was, Condition is) {
        return new Variant(is, quoted(text.of(was)) + " read as " + quoted(text.of(is)));
    }

    private Variant with(Condition.Comparison comparison, Operand operand) {
        return readAs(comparison, new Condition.Comparison(comparison.left(), comparison.operator(), operand));
    }

    private Variant leftOut(String part, Condition.Comparison comparison, Operand operand) {
        return new Variant(
                new Condition.Comparison(comparison.left(), comparison.operator(), operand),
                part + " left out of " + quoted(text.of(comparison)));
    }

    /** A condition can have hundreds of values; its line tells which one is meant. */
    static String quoted(String text) {
        return "`" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "`";
    }

    private static Condition negated(Condition.Comparison comparison) {
        Operator operator = switch (comparison.operator()) {
            case EQUAL -> Operator.NOT_EQUAL;
            case NOT_EQUAL -> Operator.EQUAL;
            case LESS -> Operator.AT_LEAST;
            case AT_MOST -> Operator.GREATER;
            case GREATER -> Operator.AT_MOST;
            case AT_LEAST -> Operator.LESS;
            case IN -> Operator.NOT_IN;
            case NOT_IN -> Operator.IN;
            case CONTAINS -> Operator.NOT_CONTAINS;
            case NOT_CONTAINS -> Operator.CONTAINS;
            case MEMBER_OF -> Operator.NOT_MEMBER_OF;
            case NOT_MEMBER_OF -> Operator.MEMBER_OF;
            case MATCHES -> Operator.NOT_MATCHES;
            case NOT_MATCHES -> Operator.MATCHES;
            case STARTS_WITH, ENDS_WITH -> comparison.operator();
        };
        return operator == comparison.operator()
                ? new Condition.Negated(comparison)
                : new Condition.Comparison(comparison.left(), operator, comparison.right());
    }

    private static Operator boundary(Operator operator) {
        return switch (operator) {
            case LESS -> Operator.AT_MOST;
            case AT_MOST -> Operator.LESS;
            case GREATER -> Operator.AT_LEAST;
            case AT_LEAST -> Operator.GREATER;
            case EQUAL, NOT_EQUAL, IN, NOT_IN, CONTAINS, NOT_CONTAINS, MEMBER_OF, NOT_MEMBER_OF -> operator;
            case MATCHES, NOT_MATCHES, STARTS_WITH, ENDS_WITH -> operator;
        };
    }

    private List<Variant> operands(Condition.Comparison comparison) {
        return switch (comparison.right()) {
            case Operand.Literal literal -> literal(comparison, literal.value());
            case Operand.Literals literals -> withoutOne(comparison, literals.values());
            case Operand.Regex regex ->
                RegexAlternatives.of(regex.regex().source()).stream()
                        .map(fewer -> leftOut(
                                quoted(fewer.leftOut()) + " at " + fewer.at(),
                                comparison,
                                new Operand.Regex(LinearRegex.compile(fewer.rest()))))
                        .toList();
            case Operand.Missing missing -> List.of();
            case Operand.Reference reference -> List.of();
        };
    }

    private List<Variant> literal(Condition.Comparison comparison, Object value) {
        if (value instanceof Long number) {
            return List.of(with(comparison, new Operand.Literal(shifted(comparison.operator(), number))));
        }
        return value instanceof String text && text.length() > 1
                ? shorter(comparison.operator(), text).stream()
                        .map(operand -> with(comparison, operand))
                        .toList()
                : List.of();
    }

    /** Away from the bound that {@link #boundary} moves to; never beyond what a number can be. */
    private static Long shifted(Operator operator, Long number) {
        boolean down = operator == Operator.LESS || operator == Operator.AT_LEAST || number == Long.MAX_VALUE;
        return down ? number - 1 : number + 1;
    }

    /** A text that is compared as a whole can only be right or wrong, and wrong comes to the condition left out. */
    private static List<Operand> shorter(Operator operator, String text) {
        return switch (operator) {
            case STARTS_WITH -> List.of(new Operand.Literal(text.substring(0, text.length() - 1)));
            case ENDS_WITH -> List.of(new Operand.Literal(text.substring(1)));
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN, NOT_IN -> List.of();
            case CONTAINS, NOT_CONTAINS, MEMBER_OF, NOT_MEMBER_OF, MATCHES, NOT_MATCHES -> List.of();
        };
    }

    private List<Variant> withoutOne(Condition.Comparison comparison, List<Object> values) {
        List<Variant> variants = new ArrayList<>();
        for (int i = 0; i < values.size() && values.size() > 1; i++) {
            List<Object> rest = new ArrayList<>(values);
            Object value = rest.remove(i);
            variants.add(leftOut(quoted(String.valueOf(value)), comparison, new Operand.Literals(rest)));
        }
        return variants;
    }
}
