package dev.immure.core.internal.kernel;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a descriptor that it owns; {@link #close} makes sure that the bytes reached the disk
 * unless said otherwise. */
public final class FdOutputStream extends OutputStream {
    private final FileTree files = new FileTree();
    private final Fd file;
    private final boolean synced;
    private boolean open = true;

    public FdOutputStream(Fd file) {
        this(file, true);
    }

    private FdOutputStream(Fd file, boolean synced) {
        this.file = file;
        this.synced = synced;
    }

    /** For one of many files, where the caller sees to it that all of them reach the disk. */
    public static FdOutputStream unsynced(Fd file) {
        return new FdOutputStream(file, false);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            files.write(file, bytes, offset, length);
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** fsync(2) unless made otherwise, then close(2). */
    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        try (file) {
            if (synced) {
                Descriptors.fsync(file);
            }
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
