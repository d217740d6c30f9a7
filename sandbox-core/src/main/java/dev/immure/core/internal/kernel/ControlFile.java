package dev.immure.core.internal.kernel;

import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/**
 * A file whose text the kernel makes anew at each read. Read from offset 0 with pread(2) into one native buffer, so that
 * a meter polled every few milliseconds costs a system call and a short string.
 */
public final class ControlFile implements AutoCloseable {
    private static final int CAPACITY = 1 << 16;
    private static final int FIRST = 1 << 12;

    private final Fd fd;
    private Pointer buffer = SystemCall.allocate(FIRST);
    private int capacity = FIRST;

    ControlFile(Fd fd) {
        this.fd = fd;
    }

    /**
     * The whole text, less than 64 KiB.
     *
     * @throws ErrnoException EFBIG for a longer file, which no meter of a cgroup is
     */
    public synchronized String read() throws ErrnoException {
        int length = 0;
        while (true) {
            int count = (int) SystemCall.invoke(
                    "pread64", 17, fd.number(), buffer.slice(length), capacity - length, (long) length);
            if (count == 0) {
                return text(length);
            }
            length += count;
            if (length == capacity) {
                grow();
            }
        }
    }

    /** For the kernel to be told of it; owned by this object. */
    public Fd fd() {
        return fd;
    }

    private void grow() throws ErrnoException {
        if (capacity == CAPACITY) {
            throw new ErrnoException("pread64", Errno.EFBIG);
        }
        Pointer larger = SystemCall.allocate(CAPACITY);
        byte[] copy = new byte[capacity];
        buffer.get(0, copy, 0, capacity);
        larger.put(0, copy, 0, capacity);
        buffer = larger;
        capacity = CAPACITY;
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        buffer.get(0, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        fd.close();
    }
}
