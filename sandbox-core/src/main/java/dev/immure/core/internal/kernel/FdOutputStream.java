package dev.immure.core.internal.kernel;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a descriptor that it owns; {@link #close} makes sure that the bytes reached the disk. */
public final class FdOutputStream extends OutputStream {
    private final FileTree files = new FileTree();
    private final Fd file;
    private boolean open = true;

    public FdOutputStream(Fd file) {
        this.file = file;
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

    /** fsync(2), then close(2). */
    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        try (file) {
            Descriptors.fsync(file);
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
