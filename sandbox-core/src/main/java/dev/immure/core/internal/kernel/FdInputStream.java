package dev.immure.core.internal.kernel;

import java.io.IOException;
import java.io.InputStream;

/** Reads a span of a regular file by its own position; several may read one descriptor at a time. */
public final class FdInputStream extends InputStream {
    private final FileTree files = new FileTree();
    private final Fd file;
    private final boolean owned;
    private final long end;
    private long position;

    private FdInputStream(Fd file, boolean owned, long position, long end) {
        this.file = file;
        this.owned = owned;
        this.position = position;
        this.end = end;
    }

    /** The whole file; the descriptor is closed with the stream. */
    public static FdInputStream owning(Fd file) {
        return new FdInputStream(file, true, 0, Long.MAX_VALUE);
    }

    /** {@code length} bytes from {@code start}; the descriptor stays open. */
    public static FdInputStream span(Fd file, long start, long length) {
        return new FdInputStream(file, false, start, Math.addExact(start, length));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, end - position);
        if (wanted <= 0) {
            return length == 0 ? 0 : -1;
        }
        try {
            int count = files.read(file, position, into, offset, wanted);
            position += count;
            return count == 0 ? -1 : count;
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(end - position, 0, Math.max(0, count));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() {
        if (owned) {
            file.close();
        }
    }
}
