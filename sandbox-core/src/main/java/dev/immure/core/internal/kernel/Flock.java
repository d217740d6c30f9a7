package dev.immure.core.internal.kernel;

/**
 * flock(2): belongs to the open file description, so it also holds off other threads of this process. Every duplicate of
 * the descriptor holds it, also one in another process; the kernel drops it with the last, so a crash releases it.
 */
public final class Flock {
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    private Flock() {}

    /** Waits for a lock that others may share. */
    public static void shared(Fd file) throws ErrnoException {
        SystemCall.invoke("flock", 73, file.number(), LOCK_SH);
    }

    /** Waits until nobody else holds one. */
    public static void exclusive(Fd file) throws ErrnoException {
        SystemCall.invoke("flock", 73, file.number(), LOCK_EX);
    }

    /** False when somebody else holds one that excludes it. */
    public static boolean tryShared(Fd file) throws ErrnoException {
        return attempt(file, LOCK_SH);
    }

    /** False when somebody else holds one. */
    public static boolean tryExclusive(Fd file) throws ErrnoException {
        return attempt(file, LOCK_EX);
    }

    /** Creates or opens a lock file of mode 0600 below a directory that only its owner can write. */
    public static Fd openFile(int directory, String name) throws ErrnoException {
        return Descriptors.openat2(
                directory,
                name,
                Descriptors.O_RDWR | Descriptors.O_CREAT,
                0600,
                Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS);
    }

    private static boolean attempt(Fd file, int operation) throws ErrnoException {
        try {
            SystemCall.invoke("flock", 73, file.number(), operation | LOCK_NB);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }
}
