package dev.immure.policy;

/**
 * A denial, and a waiver that is about it: one that lifts it, or one that would if it were in force.
 *
 * @param waiver its name
 * @param state {@link WaiverState#IN_FORCE} exactly when the denial is lifted
 * @param owner who answers for the waiver
 * @param because why it was granted
 * @param expires its last day, as written
 * @param denial what the rule said
 */
public record Waived(String waiver, WaiverState state, String owner, String because, String expires, Reason denial) {
    /** {@code waiver: rule: CODE: text}, as in audit records. */
    public String line() {
        return waiver + ": " + denial.rule() + ": " + denial.code() + ": " + denial.text();
    }
}
