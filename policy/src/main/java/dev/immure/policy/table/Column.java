package dev.immure.policy.table;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Operator;
import java.util.Locale;
import java.util.Optional;

/** What the cells under one heading mean. */
sealed interface Column {
    String heading();

    /** A condition: the field of a fact is compared with what stands in the cell. */
    record Test(String heading, Quantifier quantifier, FactType type, Access access, Operator operator)
            implements Column {}

    /** Everything else. */
    record Plain(String heading, Role role) implements Column {}

    /** Whether there must be a fact of which the conditions hold, and whether it is shown. */
    enum Quantifier {
        MATCH,
        NOT,
        EXISTS
    }

    /** What a column without a condition holds. */
    enum Role {
        /** Name of the rule. */
        RULE,
        /** {@code deny}, {@code warn} or {@code permit}; empty when the row only requires something. */
        DECISION,
        /** Code of the reason. */
        CODE,
        /** Text of the reason. */
        MESSAGE,
        /** Obligations. */
        REQUIRE,
        /** Ids of controls. */
        CONTROL,
        /** Who answers for the rule. */
        OWNER,
        /** Why there is the rule. */
        DESCRIPTION,
        /** First day in force. */
        EFFECTIVE,
        /** Day from which it is no more in force. */
        EXPIRES,
        /** For readers; no part of the policy. */
        NOTE;

        String word() {
            return switch (this) {
                case EFFECTIVE -> "date-effective";
                case EXPIRES -> "date-expires";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }

        static Optional<Role> of(String word) {
            for (Role role : values()) {
                if (role.word().equals(word)) {
                    return Optional.of(role);
                }
            }
            return Optional.empty();
        }
    }
}
