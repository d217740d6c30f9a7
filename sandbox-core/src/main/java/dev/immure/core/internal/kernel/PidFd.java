package dev.immure.core.internal.kernel;

import java.util.Optional;

/** A process that cannot be mistaken for a later one with its number (pidfd_open(2)). */
public final class PidFd {
    private static final int SIGTERM = 15;

    private PidFd() {}

    /** Empty when there is no such process. Close-on-exec, as the kernel makes it. */
    public static Optional<Fd> open(int pid) throws ErrnoException {
        try {
            return Optional.of(new Fd((int) SystemCall.invoke("pidfd_open", 434, pid, 0)));
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** pidfd_send_signal(2) with SIGTERM; false when the process has ended. */
    public static boolean terminate(Fd process) throws ErrnoException {
        try {
            SystemCall.invoke("pidfd_send_signal", 424, process.number(), SIGTERM, 0, 0);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            throw e;
        }
    }
}
