package dev.immure.policy;

/** Why the decision point denies by itself. Rules cannot use these: their codes do not begin with {@code POLICY-}. */
public enum DenialCode {
    /** No rule fired. */
    NO_RULE,
    /** The policy is not valid yet, or not any more. */
    NOT_VALID,
    /** Rules fired, and none of them permits. */
    NO_PERMIT,
    /** The image is not verified, and no rule that permits names that state of it. */
    UNSIGNED_NOT_NAMED,
    /** The obligations of the rules cannot be met together. */
    OBLIGATION_CONFLICT,
    /** More rules fired than a decision may hold. */
    LIMIT,
    /** The rules were not through in time. */
    DEADLINE,
    /** The rules would have needed more memory than a decision may have. */
    MEMORY,
    /** The evaluation failed. */
    EXCEPTION,
    /** The thread that asked was interrupted. */
    INTERRUPTED;

    public String id() {
        return "POLICY-" + name().replace('_', '-');
    }
}
