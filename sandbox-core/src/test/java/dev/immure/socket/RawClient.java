package dev.immure.socket;

import dev.immure.core.internal.ffi.NativeLibraries;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.UnixSocket;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** Says to a service whatever it is told to say, and passes whatever it is given. */
public final class RawClient implements AutoCloseable {
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SENDMSG = 46;
    private static final int MOST = 1 << 16;

    /** ECONNRESET: the other side left something unread. */
    private static final int RESET = 104;

    private final Fd fd;

    private RawClient(Fd fd) {
        this.fd = fd;
    }

    /** What can be passed. */
    public static final class Passed implements AutoCloseable {
        private final Fd fd;

        private Passed(Fd fd) {
            this.fd = fd;
        }

        /** For reading and writing. */
        public static Passed open(String path) throws IOException {
            return opened(path, Descriptors.O_RDWR);
        }

        public static Passed directory(String path) throws IOException {
            return opened(path, Descriptors.O_PATH | Descriptors.O_DIRECTORY);
        }

        private static Passed opened(String path, int flags) throws IOException {
            try {
                return new Passed(Descriptors.open(path, flags));
            } catch (ErrnoException e) {
                throw new IOException(e);
            }
        }

        /** Read end, write end. */
        public static List<Passed> pipe() throws IOException {
            try {
                Fd[] ends = Descriptors.pipe();
                return List.of(new Passed(ends[0]), new Passed(ends[1]));
            } catch (ErrnoException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            fd.close();
        }
    }

    public static RawClient connect(Path socket) throws IOException {
        try {
            return new RawClient(UnixSocket.connect(socket.toString()));
        } catch (ErrnoException e) {
            throw new IOException(e);
        }
    }

    /**
     * sendmsg(2) with SCM_RIGHTS.
     *
     * @return false when the other side has ended the talk
     */
    public boolean send(byte[] bytes, List<Passed> descriptors) {
        Pointer content = allocate(Math.max(1, bytes.length));
        content.put(0, bytes, 0, bytes.length);
        Pointer vector = allocate(16);
        vector.putLong(0, content.address());
        vector.putLong(8, bytes.length);
        int space = 16 + (descriptors.size() * 4 + 7) / 8 * 8;
        Pointer control = allocate(space);
        control.putLong(0, 16 + descriptors.size() * 4L);
        control.putInt(8, 1);
        control.putInt(12, 1);
        for (int i = 0; i < descriptors.size(); i++) {
            control.putInt(16 + i * 4L, descriptors.get(i).fd.number());
        }
        Pointer header = allocate(56);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, descriptors.isEmpty() ? 0 : control.address());
        header.putLong(40, descriptors.isEmpty() ? 0 : space);
        try {
            return NativeLibraries.libc().syscall(SENDMSG, fd.number(), header.address(), MSG_NOSIGNAL, 0, 0, 0)
                    == bytes.length;
        } finally {
            Reference.reachabilityFence(List.of(content, vector, control, header));
        }
    }

    private static Pointer allocate(int bytes) {
        return Memory.allocateDirect(NativeLibraries.runtime(), bytes, true);
    }

    /** The next message; empty at the end. */
    public byte[] receive() throws IOException {
        try {
            return UnixSocket.receive(fd, MOST, 0, new ArrayList<>());
        } catch (ErrnoException e) {
            if (e.is(RESET)) {
                return new byte[0];
            }
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
