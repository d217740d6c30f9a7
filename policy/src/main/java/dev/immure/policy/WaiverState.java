package dev.immure.policy;

import java.util.Locale;

/** Whether a waiver lifts anything at a moment. */
public enum WaiverState {
    /** Granted, and not expired. */
    IN_FORCE("in force"),
    /** Its first day has not come, by UTC. */
    NOT_YET("not yet in force"),
    /** Its last day is over, by UTC. */
    EXPIRED("expired"),
    /** One of its dates is no day: as good as expired. */
    UNREADABLE_DATE("expired: a date of it is no day");

    private final String words;

    WaiverState(String words) {
        this.words = words;
    }

    /** In reports, for people. */
    public String words() {
        return words;
    }

    /** In JSON: {@code in-force}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
