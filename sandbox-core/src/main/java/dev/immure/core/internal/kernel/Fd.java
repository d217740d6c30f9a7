package dev.immure.core.internal.kernel;

import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor with one owner. Closed in the method that opened it, or handed over by name. */
public final class Fd implements AutoCloseable {
    private final int number;
    private final AtomicBoolean open = new AtomicBoolean(true);

    public Fd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a descriptor: " + number);
        }
        this.number = number;
    }

    /** The number, while it is open. */
    public int number() {
        if (!open.get()) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    /** close(2): closed once only, since the number may already belong to another file. Its error is not retried. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            try {
                SystemCall.invoke("close", 3, number);
            } catch (ErrnoException e) {
                // close(2): the descriptor is released even when EIO is reported; writes were fsynced where it matters.
                System.getLogger(Fd.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
            }
        }
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
