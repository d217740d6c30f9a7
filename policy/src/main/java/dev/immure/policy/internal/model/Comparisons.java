package dev.immure.policy.internal.model;

import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each operator means; the differential test holds it against compiled DRL. A missing value (a map without the key)
 * satisfies no comparison, and so every negated one, as in Drools.
 */
public final class Comparisons {
    private Comparisons() {}

    /** Both of the kinds that the operator goes with; null is a key that a map lacks. */
    public static boolean holds(@Nullable Object left, Operator operator, @Nullable Object right) {
        return switch (operator) {
            case EQUAL -> Objects.equals(left, right);
            case NOT_EQUAL -> !Objects.equals(left, right);
            case LESS -> compare(left, right) < 0;
            case AT_MOST -> compare(left, right) <= 0;
            case GREATER -> compare(left, right) > 0;
            case AT_LEAST -> compare(left, right) >= 0;
            case IN, MEMBER_OF -> contains(right, left);
            case NOT_IN, NOT_MEMBER_OF -> !contains(right, left);
            case CONTAINS -> contains(left, right);
            case NOT_CONTAINS -> !contains(left, right);
            case MATCHES -> matches(left, right);
            case NOT_MATCHES -> !matches(left, right);
            case STARTS_WITH -> left instanceof String text && text.startsWith((String) Objects.requireNonNull(right));
            case ENDS_WITH -> left instanceof String text && text.endsWith((String) Objects.requireNonNull(right));
        };
    }

    private static int compare(@Nullable Object left, @Nullable Object right) {
        return Long.compare((Long) Objects.requireNonNull(left), (Long) Objects.requireNonNull(right));
    }

    private static boolean contains(@Nullable Object container, @Nullable Object value) {
        if (container == null || value == null) {
            return false;
        }
        return container instanceof String text
                ? text.contains((String) value)
                : ((Collection<?>) container).contains(value);
    }

    private static boolean matches(@Nullable Object left, @Nullable Object right) {
        return left instanceof String text && ((LinearRegex) Objects.requireNonNull(right)).matches(text);
    }
}
