package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.LinearRegex;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.PolicyFaultCode;

/** Which operator may stand between which kinds: nothing is converted, so nothing can be converted wrongly. */
public final class Operands {
    private Operands() {}

    /** @throws Refusal when the operator does not go with the field, or not with the value */
    public static void check(Access left, Operator operator, Operand right, int line) throws Refusal {
        if (!suits(left.kind(), operator)) {
            throw new Refusal(
                    PolicyFaultCode.OPERATOR,
                    line,
                    "'" + operator.drl() + "' does not work on " + left.field().name() + ", which is "
                            + describe(left.kind()));
        }
        if (!suits(left, operator, right)) {
            throw new Refusal(
                    PolicyFaultCode.LITERAL,
                    line,
                    left.field().name() + " is " + describe(left.kind()) + ", and what '" + operator.drl()
                            + "' compares it with is of another kind");
        }
    }

    private static boolean suits(FieldKind left, Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> left == FieldKind.TEXT || left == FieldKind.NUMBER || left == FieldKind.FLAG;
            case LESS, AT_MOST, GREATER, AT_LEAST -> left == FieldKind.NUMBER;
            case IN, NOT_IN -> left == FieldKind.TEXT || left == FieldKind.NUMBER;
            case CONTAINS, NOT_CONTAINS -> left == FieldKind.TEXT || left == FieldKind.TEXTS;
            case MEMBER_OF, NOT_MEMBER_OF, MATCHES, NOT_MATCHES, STARTS_WITH, ENDS_WITH -> left == FieldKind.TEXT;
        };
    }

    private static boolean suits(Access left, Operator operator, Operand right) {
        FieldKind wanted = switch (operator) {
            case MEMBER_OF, NOT_MEMBER_OF -> FieldKind.TEXTS;
            case CONTAINS, NOT_CONTAINS -> FieldKind.TEXT;
            default -> left.kind();
        };
        return switch (right) {
            case Operand.Literal literal -> isA(literal.value(), wanted);
            case Operand.Literals literals -> literals.values().stream().allMatch(value -> isA(value, wanted));
            case Operand.Reference reference -> reference.field().kind() == wanted;
            case Operand.Regex regex -> true;
            case Operand.Missing missing ->
                left.key().isPresent() && (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL);
        };
    }

    private static boolean isA(Object literal, FieldKind kind) {
        return switch (kind) {
            case TEXT -> literal instanceof String;
            case NUMBER -> literal instanceof Long;
            case FLAG -> literal instanceof Boolean;
            case TEXTS, MAP -> false;
        };
    }

    private static String describe(FieldKind kind) {
        return switch (kind) {
            case TEXT -> "text";
            case NUMBER -> "a number";
            case FLAG -> "true or false";
            case TEXTS -> "a list of texts";
            case MAP -> "a map";
        };
    }

    /** @throws Refusal when the text is not in the subset that matches in linear time */
    public static Operand regex(String source, int line) throws Refusal {
        try {
            return new Operand.Regex(LinearRegex.compile(source));
        } catch (IllegalArgumentException e) {
            throw new Refusal(PolicyFaultCode.REGEX, line, "the regular expression is refused: " + e.getMessage());
        }
    }

    static Long number(Token token) throws Refusal {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw new Refusal(PolicyFaultCode.LITERAL, token.line(), token.text() + " does not fit in 64 bits");
        }
    }
}
