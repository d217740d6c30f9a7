package dev.immure.core.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Waits for one of several descriptors (poll(2)). */
public final class Polling {
    private static final int POLLIN = 0x1;
    private static final int POLLPRI = 0x2;
    private static final int POLLFD_BYTES = 8;
    private static final int FOREVER = -1;

    private record Wanted(Fd fd, int events) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /** Waits also for data, or the end of it. */
    public Polling readable(Fd fd) {
        wanted.add(new Wanted(fd, POLLIN));
        return this;
    }

    /** Waits also for a change of a control file since it was last read (cgroups(7); sysfs and kernfs use POLLPRI). */
    public Polling changed(Fd fd) {
        wanted.add(new Wanted(fd, POLLPRI));
        return this;
    }

    /** Blocks until one of them is ready. */
    public void await() throws ErrnoException {
        poll(FOREVER);
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
