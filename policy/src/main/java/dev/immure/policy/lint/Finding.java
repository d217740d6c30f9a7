package dev.immure.policy.lint;

import java.util.Objects;

/**
 * One thing to look at.
 *
 * @param at {@code file:line}, the cell of a table, or the name of a file
 * @param rule its name; empty when the finding is about no rule
 * @param why one sentence, without its full stop
 */
public record Finding(LintCode code, String at, String rule, String why) {
    public Finding {
        Objects.requireNonNull(code, "code is null");
        Objects.requireNonNull(at, "at is null");
        Objects.requireNonNull(rule, "rule is null");
        Objects.requireNonNull(why, "why is null");
    }
}
