package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * Open file description locks on single bytes of a file (fcntl_locking(2), F_OFD_SETLK): one file holds many locks. As
 * with flock(2), every duplicate of the descriptor holds the lock, also one in another process.
 */
public final class RangeLock {
    private static final int F_OFD_SETLK = 37;
    private static final int F_OFD_SETLKW = 38;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private RangeLock() {}

    /** False when somebody else holds this byte. */
    public static boolean tryLock(Fd file, long position) throws ErrnoException {
        try {
            control(file, F_OFD_SETLK, F_WRLCK, position);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN) || e.is(Errno.EACCES)) {
                return false;
            }
            throw e;
        }
    }

    /** Waits until nobody else holds this byte. */
    public static void lock(Fd file, long position) throws ErrnoException {
        control(file, F_OFD_SETLKW, F_WRLCK, position);
    }

    /** Gives the byte back. */
    public static void unlock(Fd file, long position) throws ErrnoException {
        control(file, F_OFD_SETLK, F_UNLCK, position);
    }

    /** {@code struct flock} of x86-64: type, whence (0: from the start), start, length, pid (0 here). */
    private static void control(Fd file, int command, short type, long position) throws ErrnoException {
        Pointer lock = SystemCall.allocate(32);
        lock.putShort(0, type);
        lock.putLong(8, position);
        lock.putLong(16, 1);
        SystemCall.invoke("fcntl(F_OFD_SETLK)", 72, file.number(), command, lock);
    }
}
