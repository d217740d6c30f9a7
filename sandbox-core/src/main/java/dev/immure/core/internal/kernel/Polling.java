package dev.immure.core.internal.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Waits for one of several descriptors (poll(2)). */
public final class Polling {
    private static final int POLLIN = 0x1;
    private static final int POLLFD_BYTES = 8;

    private final List<Fd> wanted = new ArrayList<>();

    /** Waits also for data, or the end of it. */
    public Polling readable(Fd fd) {
        wanted.add(fd);
        return this;
    }

    /** Blocks until one of them is ready, or so much time has gone by; to the millisecond. */
    public void await(Duration patience) throws ErrnoException {
        poll(Math.toIntExact(patience.toMillis()));
    }

    /** Whether one of them is ready now. */
    boolean now() throws ErrnoException {
        return poll(0) > 0;
    }

    private long poll(int timeoutMillis) throws ErrnoException {
        Pointer array = SystemCall.allocate(Math.max(1, wanted.size()) * POLLFD_BYTES);
        for (int i = 0; i < wanted.size(); i++) {
            array.putInt((long) i * POLLFD_BYTES, wanted.get(i).number());
            array.putShort((long) i * POLLFD_BYTES + 4, (short) POLLIN);
        }
        return SystemCall.invoke("poll", 7, array, wanted.size(), timeoutMillis);
    }
}
