package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Comparisons;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that holds, or that does not.
 *
 * @param operator never one that begins with {@code not}, nor {@code !=}: those are the others, not holding
 */
record Literal(Access access, Operator operator, Operand operand, boolean holds) {
    private static final @Nullable Object[] NO_FACTS = {};

    static Literal of(Condition.Comparison comparison, boolean holds) {
        Operator positive = switch (comparison.operator()) {
            case NOT_EQUAL -> Operator.EQUAL;
            case NOT_IN -> Operator.IN;
            case NOT_CONTAINS -> Operator.CONTAINS;
            case NOT_MEMBER_OF -> Operator.MEMBER_OF;
            case NOT_MATCHES -> Operator.MATCHES;
            case EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN, CONTAINS, MEMBER_OF, MATCHES, STARTS_WITH, ENDS_WITH ->
                comparison.operator();
        };
        return new Literal(
                comparison.left(), positive, comparison.right(), holds == (positive == comparison.operator()));
    }

    /** Whether it depends on nothing but the value: a bound variable may be anything. */
    boolean isClosed() {
        return !(operand instanceof Operand.Reference);
    }

    /** Whether a closed literal is true of this value. */
    boolean admits(@Nullable Object value) {
        return Comparisons.holds(value, operator, operand.in(NO_FACTS)) == holds;
    }

    Literal negated() {
        return new Literal(access, operator, operand, !holds);
    }
}
