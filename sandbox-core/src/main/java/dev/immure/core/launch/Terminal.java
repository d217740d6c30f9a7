package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Terminals;
import dev.immure.core.plan.WindowSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The far end of the program's terminal. What is read from it is what the program writes, on either stream; what is
 * written to it, the program's terminal takes for typing.
 */
final class Terminal implements AutoCloseable {
    private final Fd master;

    /**
     * @param master closed with the terminal
     * @throws ErrnoException EPROTO when it is no such end
     */
    Terminal(Fd master) throws ErrnoException {
        this.master = master;
        // It comes from inside the sandbox: only what is surely a pseudo-terminal is read and written.
        if (!new FileTree().stat(master).isCharacterDevice(5, 2)) {
            throw new ErrnoException("fstat(terminal)", Errno.EPROTO);
        }
    }

    /** ioctl_tty(2), TIOCSWINSZ: the program's foreground group gets SIGWINCH when the size has changed. */
    void resize(WindowSize size) throws ErrnoException {
        Terminals.setSize(master, size.rows(), size.columns());
    }

    /** Ends when the last process that had the terminal has closed it. Has a descriptor of its own. */
    InputStream output() throws ErrnoException {
        return new Output(Descriptors.duplicate(master.number(), 0));
    }

    /** Has a descriptor of its own, which the one thread that writes closes: another may not while it waits. */
    OutputStream input() throws ErrnoException {
        return new Input(Descriptors.duplicate(master.number(), 0));
    }

    @Override
    public void close() {
        master.close();
    }

    private static final class Output extends InputStream {
        private final FileTree files = new FileTree();
        private final Fd master;

        Output(Fd master) {
            this.master = master;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = files.read(master, into, offset, length);
                return count == 0 ? -1 : count;
            } catch (ErrnoException e) {
                // EIO: nobody has the other end open any more (pty(7)); all that was written has been read.
                if (e.is(Errno.EIO)) {
                    return -1;
                }
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            master.close();
        }
    }

    private static final class Input extends OutputStream {
        private final FileTree files = new FileTree();
        private final Fd master;

        Input(Fd master) {
            this.master = master;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                files.write(master, bytes, offset, length);
            } catch (ErrnoException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            master.close();
        }
    }
}
