package dev.immure.core.launch;

/** Why the supervisor ended a sandbox; {@link #BY_ITSELF} when it did not. */
public enum EndCause {
    BY_ITSELF,
    CPU_TIME,
    WALL_TIME,
    OUTPUT,
    TRAFFIC,
    /** Ctrl-C, SIGTERM or a caller that asked for it. */
    INTERRUPTED
}
