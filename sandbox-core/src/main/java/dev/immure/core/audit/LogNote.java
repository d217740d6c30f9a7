package dev.immure.core.audit;

/** What a record says about the log itself, not about a run. */
sealed interface LogNote permits Recovery, Rotation, Removal {
    /** As in the record's {@code type}. */
    String type();
}
