package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import java.nio.file.Path;

/** Faults of the log's directory and files, in four parts. */
final class Refusal {
    private Refusal() {}

    /** Something about this path is not as it must be. */
    static ImmureException of(AuditFault code, Path path, String why) {
        return new ImmureException(fault(code, path, why));
    }

    /** A system call on a file of the log failed. */
    static ImmureException of(Path path, ErrnoException e) {
        Fault fault = switch (e.errno()) {
            case Errno.ELOOP -> fault(AuditFault.SYMBOLIC_LINK, path, "it is a symbolic link");
            case Errno.ENOENT -> fault(AuditFault.LOG_MISSING, path, "it is gone");
            default -> fault(AuditFault.IO, path, why(e));
        };
        return new ImmureException(fault, e);
    }

    /** The directory itself cannot be made or opened. */
    static ImmureException ofDirectory(Path path, ErrnoException e) {
        boolean link = e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR);
        Fault fault = new Fault(
                link ? AuditFault.SYMBOLIC_LINK : AuditFault.DIRECTORY,
                "cannot open the audit directory",
                path.toString(),
                link ? "a symbolic link or a file stands on the way (" + why(e) + ")" : why(e),
                "Make its parent directory, and give its path without symbolic links (realpath(1))");
        return new ImmureException(fault, e);
    }

    /** {@code openat2: ENOSPC}. */
    static String why(ErrnoException e) {
        return e.call() + ": " + Errno.nameOf(e.errno());
    }

    private static Fault fault(AuditFault code, Path path, String why) {
        return new Fault(
                code,
                "cannot use the audit log",
                path.toString(),
                why,
                "Nothing is launched without a record: give Immure a directory of its own, mode 0700, on a disk with"
                        + " room");
    }
}
