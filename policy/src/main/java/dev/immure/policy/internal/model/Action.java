package dev.immure.policy.internal.model;

import java.util.List;

/** What a rule says when it fires. Data: who reads it decides what it means. */
public sealed interface Action {
    /** {@code decision.deny("CODE", "text {}", $value)}. */
    record Deny(String code, Message message) implements Action {}

    /** {@code decision.warn("CODE", "text {}", $value)}. */
    record Warn(String code, Message message) implements Action {}

    /** {@code decision.permit("CODE", "text {}", $value)}. */
    record Permit(String code, Message message) implements Action {}

    /** {@code decision.require("kind", "value")}; {@code value} is empty for kinds that take none. */
    record Require(String kind, String value) implements Action {}

    /**
     * A text with a {@code {}} for each variable.
     *
     * @param variables bound in every branch of the rule, as many as there are {@code {}} in the template
     */
    record Message(String template, List<String> variables) {
        public Message {
            variables = List.copyOf(variables);
        }
    }
}
