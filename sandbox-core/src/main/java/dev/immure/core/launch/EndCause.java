package dev.immure.core.launch;

/** Why the supervisor ended a sandbox; {@link #BY_ITSELF} when it did not. */
public enum EndCause {
    BY_ITSELF,
    CPU_TIME,
    WALL_TIME,
    OUTPUT,
    TRAFFIC,
    /** The kernel killed one of its processes for want of memory. */
    MEMORY,
    /** It went on forking though the kernel refused again and again. */
    PROCESSES,
    /** Ctrl-C, SIGTERM or a caller that asked for it. */
    INTERRUPTED
}
