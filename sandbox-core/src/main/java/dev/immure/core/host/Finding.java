package dev.immure.core.host;

import java.util.Objects;

/**
 * What was found out about one wall.
 *
 * @param evidence what was looked at or tried, and what it said
 * @param remedy what to do about it; empty when the wall is available
 */
public record Finding(Wall wall, State state, String evidence, String remedy) {
    /** What the evidence amounts to. */
    public enum State {
        AVAILABLE,
        MISSING,
        /** The evidence does not decide it; a launch will. */
        UNKNOWN
    }

    public Finding {
        Objects.requireNonNull(wall, "wall is null");
        Objects.requireNonNull(state, "state is null");
        if (evidence.isBlank()) {
            throw new IllegalArgumentException("a finding about " + wall.id() + " without evidence");
        }
        if (remedy.isBlank() != (state == State.AVAILABLE)) {
            throw new IllegalArgumentException("a remedy belongs to what is not available: " + wall.id());
        }
    }

    static Finding available(Wall wall, String evidence) {
        return new Finding(wall, State.AVAILABLE, evidence, "");
    }

    static Finding missing(Wall wall, String evidence, String remedy) {
        return new Finding(wall, State.MISSING, evidence, remedy);
    }

    static Finding unknown(Wall wall, String evidence, String remedy) {
        return new Finding(wall, State.UNKNOWN, evidence, remedy);
    }

    /** Available when the condition holds, missing otherwise. */
    static Finding of(Wall wall, boolean holds, String evidence, String remedy) {
        return holds ? available(wall, evidence) : missing(wall, evidence, remedy);
    }
}
