package dev.immure.core.internal.kernel;

import java.lang.ref.Reference;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes an open file of somebody else's without ever waiting in the kernel, where nobody could call the thread
 * back. O_NONBLOCK is no way to that: it belongs to the open file, and so to everybody who has it (fcntl(2), F_SETFL).
 *
 * <p>One object serves one thread at a time: it reuses its memory.
 */
public final class PatientFile {
    private static final int CHUNK = 1 << 16;

    /** POSIX, PIPE_BUF: what poll(2) has called writable takes so many bytes at once; a terminal may take fewer. */
    private static final int PIPE_BUF = 4096;

    private static final int TERMINAL_CHUNK = 256;

    /** preadv2(2): fails with EAGAIN instead of waiting. */
    private static final int RWF_NOWAIT = 0x8;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFREG = 0x8000;

    private final Fd fd;
    private final Pointer vector = SystemCall.allocate(16);
    private final int most;
    private final boolean ready;
    private boolean asks = true;
    private @Nullable Pointer memory;

    /** @param fd stays the caller's */
    public PatientFile(Fd fd) throws ErrnoException {
        this.fd = fd;
        int type = FileStat.of(fd).mode() & S_IFMT;
        // A regular file is always ready for poll(2): a disk may be slow, and does not wait for anybody.
        ready = type == S_IFREG;
        most = type == S_IFIFO ? PIPE_BUF : Terminals.isTerminal(fd.number()) ? TERMINAL_CHUNK : CHUNK;
    }

    /** Gives the memory back; it is reserved anew when it is needed again. */
    public void release() {
        memory = null;
    }

    /** Most streams of most runs are never used. */
    private Pointer memory() {
        Pointer reserved = memory;
        if (reserved == null) {
            reserved = SystemCall.allocate(CHUNK);
            vector.putLong(0, reserved.address());
            memory = reserved;
        }
        return reserved;
    }

    /**
     * How many bytes were read, 0 at the end.
     *
     * @throws ErrnoException EAGAIN when there are none yet
     */
    public int read(byte[] into, int offset, int length) throws ErrnoException {
        int wanted = Math.min(length, CHUNK);
        int count = transfer("read", 0, "preadv2", 327, wanted, wanted, new Polling().readable(fd));
        memory().get(0, into, offset, count);
        return count;
    }

    /**
     * How many bytes were taken.
     *
     * @throws ErrnoException EAGAIN when there is no room
     */
    public int write(byte[] from, int offset, int length) throws ErrnoException {
        int offered = Math.min(length, CHUNK);
        memory().put(0, from, offset, offered);
        return transfer("write", 1, "pwritev2", 328, offered, Math.min(offered, most), new Polling().writable(fd));
    }

    private int transfer(
            String plain, int plainNumber, String asking, int askingNumber, int bytes, int safely, Polling polling)
            throws ErrnoException {
        Pointer reserved = memory();
        if (ready) {
            return (int) SystemCall.invoke(plain, plainNumber, fd.number(), reserved, bytes);
        }
        if (asks) {
            try {
                vector.putLong(8, bytes);
                // An offset of -1: at the file's own position, which moves on.
                return (int) SystemCall.invoke(asking, askingNumber, fd.number(), vector, 1, -1, 0, RWF_NOWAIT);
            } catch (ErrnoException e) {
                if (!e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
                // Terminals, and pipes before Linux 6.5.
                asks = false;
            } finally {
                Reference.reachabilityFence(reserved);
            }
        }
        if (!polling.now()) {
            throw new ErrnoException(plain, Errno.EAGAIN);
        }
        return (int) SystemCall.invoke(plain, plainNumber, fd.number(), reserved, safely);
    }
}
