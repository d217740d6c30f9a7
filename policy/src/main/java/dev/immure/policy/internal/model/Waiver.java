package dev.immure.policy.internal.model;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Leave to do for a time what a rule denies.
 *
 * @param at where it is written; not part of what the policy digest covers
 * @param rule name of the rule whose denials it lifts, or the id it begins with; empty for any rule
 * @param code of the denials it lifts; empty for any code of the rule
 * @param scope for which launches
 * @param reason why, for people
 * @param owner who answers for it
 * @param granted first day, as written
 * @param expires last day, as written
 */
public record Waiver(
        String name,
        SourceLine at,
        String rule,
        String code,
        WaiverScope scope,
        String reason,
        String owner,
        String granted,
        String expires) {
    private static final int ID = "CAP-001".length();

    /** From 00:00 UTC of this day; empty when what is written is no day. */
    public Optional<LocalDate> firstDay() {
        return Days.read(granted);
    }

    /** To the end of this day, UTC; empty when what is written is no day. */
    public Optional<LocalDate> lastDay() {
        return Days.read(expires);
    }

    /** Days it holds, the first and the last included; empty when a date cannot be read. */
    public Optional<Long> days() {
        return firstDay().flatMap(first -> lastDay().map(last -> ChronoUnit.DAYS.between(first, last) + 1));
    }

    /** Whether it is about what this rule says with this code. */
    public boolean isAbout(String ruleName, String reasonCode) {
        // A name is whole: another rule's may go on where it ends.
        boolean byId = rule.length() == ID && ruleName.startsWith(rule + " ");
        return (rule.isEmpty() || ruleName.equals(rule) || byId) && (code.isEmpty() || code.equals(reasonCode));
    }
}
