package dev.immure.core.internal.kernel;

/** A system call said no. Checked, so that each caller turns it into a fault that names the thing it failed on. */
public final class ErrnoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    public ErrnoException(String call, int errno) {
        super(call);
        this.call = call;
        this.errno = errno;
    }

    /** {@code openat2: ENOENT}. */
    @Override
    public String getMessage() {
        return call + ": " + Errno.nameOf(errno);
    }

    public String call() {
        return call;
    }

    public int errno() {
        return errno;
    }

    public boolean is(int other) {
        return errno == other;
    }
}
