package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/** A counter in the kernel that can be waited for (eventfd(2)). */
public final class EventCounter implements AutoCloseable {
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    private final Fd fd;

    private EventCounter(Fd fd) {
        this.fd = fd;
    }

    public static EventCounter create() throws ErrnoException {
        return new EventCounter(new Fd((int) SystemCall.invoke("eventfd2", 290, 0, EFD_NONBLOCK | EFD_CLOEXEC)));
    }

    /** Readable while the counter is not 0; owned by this object. */
    public Fd fd() {
        return fd;
    }

    public void set() {
        try {
            Pointer one = SystemCall.allocate(8);
            one.putLong(0, 1);
            SystemCall.invoke("write", 1, fd.number(), one, 8);
        } catch (ErrnoException e) {
            throw new AssertionError("eventfd(2): only a counter near 2^64 refuses", e);
        }
    }

    /** Sets it to 0; whether it was something else. */
    public boolean reset() throws ErrnoException {
        try {
            SystemCall.invoke("read", 0, fd.number(), SystemCall.allocate(8), 8);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether it is not 0, and leaves it so. */
    public boolean isSet() throws ErrnoException {
        return new Polling().readable(fd).now();
    }

    @Override
    public void close() {
        fd.close();
    }
}
