package dev.immure.core.audit;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Splits a file into lines from an offset on, without ever holding more than one bounded line and one buffer. */
final class LineReader {
    private final Fd file;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13).flip();
    private final long end;
    private long offset;

    LineReader(Fd file, long offset) {
        this(file, offset, Long.MAX_VALUE);
    }

    /** As if the file ended at {@code end}: what is appended meanwhile is not seen. */
    LineReader(Fd file, long offset, long end) {
        this.file = file;
        this.offset = offset;
        this.end = end;
    }

    /**
     * One line.
     *
     * @param bytes without the newline
     * @param offset of its first byte
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(byte[] bytes, long offset, End end) {
        /** With the newline, where there is one. */
        long length() {
            return bytes.length + (end == End.NEWLINE ? 1L : 0L);
        }
    }

    enum End {
        NEWLINE,
        END_OF_FILE,
        /** Longer than {@link RecordLine#MAX_BYTES}: cut there, and the rest is not read. */
        TOO_LONG
    }

    /** Empty at the end of the file. */
    Optional<Line> next() throws ErrnoException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        long start = offset - buffer.remaining();
        while (fill()) {
            int newline = newlineInBuffer();
            int end = newline < 0 ? buffer.limit() : newline;
            if (line.size() + end - buffer.position() >= RecordLine.MAX_BYTES) {
                return Optional.of(new Line(line.toByteArray(), start, End.TOO_LONG));
            }
            line.write(buffer.array(), buffer.position(), end - buffer.position());
            buffer.position(end);
            if (newline >= 0) {
                buffer.get();
                return Optional.of(new Line(line.toByteArray(), start, End.NEWLINE));
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(new Line(line.toByteArray(), start, End.END_OF_FILE));
    }

    private int newlineInBuffer() {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws ErrnoException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear().limit(Math.clamp(end - offset, 0, buffer.capacity()));
        int count = OwnedFiles.readAt(file, buffer, offset);
        buffer.flip();
        offset += count;
        return count > 0;
    }
}
