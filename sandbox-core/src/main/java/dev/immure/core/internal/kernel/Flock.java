package dev.immure.core.internal.kernel;

/**
 * flock(2): belongs to the open file, so it also holds off other threads of this process, and the kernel drops it when
 * the process dies.
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

    /** False when somebody else holds one. */
    public static boolean tryExclusive(Fd file) throws ErrnoException {
        try {
            SystemCall.invoke("flock", 73, file.number(), LOCK_EX | LOCK_NB);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }
}
