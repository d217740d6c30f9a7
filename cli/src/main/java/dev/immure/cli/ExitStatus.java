package dev.immure.cli;

import dev.immure.core.FaultKind;

/** Exit statuses that are Immure's own; {@code run} otherwise passes on the program's. */
public final class ExitStatus {
    public static final int OK = 0;

    /** A question was answered with no: a wall is missing, a record was changed, a test failed. */
    public static final int NEGATIVE = 1;

    /** Signature or policy: EX_NOPERM of sysexits.h. */
    public static final int REFUSED = 77;

    /** CPU or wall time, as timeout(1). */
    public static final int TIME_LIMIT = 124;

    /** Immure itself failed, its command line included; as docker and podman. */
    public static final int FAILED = 125;

    public static final int NOT_EXECUTABLE = 126;
    public static final int NOT_FOUND = 127;

    /** Added to the number of the signal that ended the program. */
    public static final int SIGNAL_BASE = 128;

    private ExitStatus() {}

    static int of(FaultKind kind) {
        return switch (kind) {
            case REFUSED -> REFUSED;
            case USAGE, INPUT, HOST, INTERNAL -> FAILED;
        };
    }
}
