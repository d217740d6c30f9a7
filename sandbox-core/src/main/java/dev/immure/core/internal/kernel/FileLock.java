package dev.immure.core.internal.kernel;

/**
 * flock(2): a lock that belongs to the open file description. Every duplicate of the descriptor, also one in another
 * process, holds it; it ends when the last one is closed, so a crash releases it by itself.
 */
public final class FileLock {
    private static final int LOCK_EX_NB = 2 | 4;

    private FileLock() {}

    /** Takes the exclusive lock, or says false at once when somebody else holds it. */
    public static boolean tryExclusive(Fd fd) throws ErrnoException {
        try {
            SystemCall.invoke("flock", 73, fd.number(), LOCK_EX_NB);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** Creates or opens a lock file of mode 0600 below a directory that only its owner can write. */
    public static Fd open(int directory, String name) throws ErrnoException {
        return Descriptors.openat2(
                directory,
                name,
                Descriptors.O_RDWR | Descriptors.O_CREAT,
                0600,
                Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS);
    }
}
