package dev.immure.core.plan;

import java.util.Locale;

/** The walls of a sandbox, by the names that options, plans and receipts use. */
public enum Wall {
    USER,
    MOUNT,
    PID,
    NETWORK,
    IPC,
    UTS,
    CGROUP,
    TIME,
    CAPABILITIES,
    NO_NEW_PRIVS,
    SECCOMP,
    LANDLOCK,
    SELINUX,
    FILES,
    DISK,
    MEMORY,
    PIDS,
    CPU;

    /** {@code no_new_privs} for {@link #NO_NEW_PRIVS}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
