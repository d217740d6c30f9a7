package dev.immure.core.internal.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Waits for one of several descriptors (poll(2)). */
public final class Polling {
    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int POLLFD_BYTES = 8;

    private record Wanted(Fd fd, int events) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /** Waits also for data, or the end of it. */
    public Polling readable(Fd fd) {
        wanted.add(new Wanted(fd, POLLIN));
        return this;
    }

    /** Waits also for room, or for the last reader to have gone. */
    public Polling writable(Fd fd) {
        wanted.add(new Wanted(fd, POLLOUT));
        return this;
    }

    /** Blocks until one of them is ready, or so much time has gone by, to the millisecond; how many are ready. */
    public long await(Duration patience) throws ErrnoException {
        return poll(Math.toIntExact(patience.toMillis()));
    }

    /** Whether one of them is ready now. */
    boolean now() throws ErrnoException {
        return poll(0) > 0;
    }

    private long poll(int timeoutMillis) throws ErrnoException {
        Pointer array = SystemCall.allocate(Math.max(1, wanted.size()) * POLLFD_BYTES);
        for (int i = 0; i < wanted.size(); i++) {
            array.putInt((long) i * POLLFD_BYTES, wanted.get(i).fd().number());
            array.putShort((long) i * POLLFD_BYTES + 4, (short) wanted.get(i).events());
        }
        return SystemCall.invoke("poll", 7, array, wanted.size(), timeoutMillis);
    }
}
