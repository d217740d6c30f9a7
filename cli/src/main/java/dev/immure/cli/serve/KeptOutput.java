package dev.immure.cli.serve;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps the first bytes of what a program writes, and counts the rest. Safe for a reader beside the writer. */
public final class KeptOutput extends OutputStream {
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long written;

    public KeptOutput(int most) {
        this.most = most;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int room = Math.min(length, most - kept.size());
        kept.write(bytes, offset, Math.max(0, room));
        written += length;
    }

    /** Those that were kept, so far. */
    public synchronized byte[] bytes() {
        return kept.toByteArray();
    }

    /** How many there were, so far. */
    public synchronized long written() {
        return written;
    }
}
