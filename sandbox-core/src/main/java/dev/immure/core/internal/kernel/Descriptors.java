package dev.immure.core.internal.kernel;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Optional;
import jnr.ffi.Pointer;

/** Making, reading and writing descriptors. Each method names its man page; flags are those of Linux x86-64. */
public final class Descriptors {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_DIRECTORY = 0x10000;
    public static final int O_NOFOLLOW = 0x20000;
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    public static final int AT_FDCWD = -100;

    public static final long RESOLVE_NO_XDEV = 0x01;
    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    public static final long RESOLVE_BENEATH = 0x08;
    public static final long RESOLVE_IN_ROOT = 0x10;

    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_ALLOW_SEALING = 0x2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int ALL_SEALS = 0x1 | 0x2 | 0x4 | 0x8;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** CMSG_SPACE of one descriptor (cmsg(3)). */
    private static final int CONTROL_BYTES = 24;

    /** CMSG_LEN of the same. */
    private static final int CONTROL_LENGTH = 20;

    private static final int CHUNK = 1 << 16;

    private Descriptors() {}

    /** openat2(2): {@code struct open_how} is three u64. O_CLOEXEC is always added. */
    public static Fd openat2(int directory, String path, int flags, int mode, long resolve) throws ErrnoException {
        Pointer how = SystemCall.allocate(24);
        how.putLong(0, flags | O_CLOEXEC);
        how.putLong(8, mode);
        how.putLong(16, resolve);
        return new Fd((int) SystemCall.invoke("openat2", 437, directory, SystemCall.string(path), how, 24));
    }

    /** open(2) of a trusted host path, without following a symlink in its last part. */
    public static Fd open(String path, int flags) throws ErrnoException {
        return new Fd((int)
                SystemCall.invoke("openat", 257, AT_FDCWD, SystemCall.string(path), flags | O_CLOEXEC | O_NOFOLLOW, 0));
    }

    /** memfd_create(2), filled and sealed against any further change (fcntl(2), F_ADD_SEALS). */
    public static Fd sealedMemfd(String name, byte[] content) throws ErrnoException {
        return sealed(memfd(name), content);
    }

    /**
     * As {@link #sealedMemfd}, for a program to be executed. Where vm.memfd_noexec is 1 only a memfd that asks for it can
     * be (MFD_EXEC, Linux 6.3); older kernels refuse the flag and need none.
     */
    public static Fd sealedProgram(String name, byte[] content) throws ErrnoException {
        return sealed(executableMemfd(name), content);
    }

    private static Fd executableMemfd(String name) throws ErrnoException {
        try {
            int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC;
            return new Fd((int) SystemCall.invoke("memfd_create", 319, SystemCall.string(name), flags));
        } catch (ErrnoException e) {
            if (e.is(Errno.EINVAL)) {
                return memfd(name);
            }
            throw e;
        }
    }

    private static Fd sealed(Fd fd, byte[] content) throws ErrnoException {
        boolean done = false;
        try {
            write(fd, content);
            SystemCall.invoke("fcntl(F_ADD_SEALS)", 72, fd.number(), F_ADD_SEALS, ALL_SEALS);
            SystemCall.invoke("lseek", 8, fd.number(), 0, 0);
            done = true;
            return fd;
        } finally {
            if (!done) {
                fd.close();
            }
        }
    }

    /** memfd_create(2): an empty anonymous file. */
    public static Fd memfd(String name) throws ErrnoException {
        return new Fd(
                (int) SystemCall.invoke("memfd_create", 319, SystemCall.string(name), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    }

    /** fcntl(2), F_DUPFD_CLOEXEC: a copy whose number is at least {@code minimum}. */
    public static Fd duplicate(int fd, int minimum) throws ErrnoException {
        return new Fd((int) SystemCall.invoke("fcntl(F_DUPFD_CLOEXEC)", 72, fd, F_DUPFD_CLOEXEC, minimum));
    }

    /** dup2(2) to descriptor 0, which stays open in programs that are executed. */
    public static void replaceInput(Fd fd) throws ErrnoException {
        SystemCall.invoke("dup2", 33, fd.number(), 0);
    }

    /** pipe2(2): {read end, write end}, both close-on-exec. */
    public static Fd[] pipe() throws ErrnoException {
        return pipe(0);
    }

    /** The same with further flags: O_NONBLOCK holds for both ends. */
    public static Fd[] pipe(int flags) throws ErrnoException {
        Pointer pair = SystemCall.allocate(8);
        SystemCall.invoke("pipe2", 293, pair, O_CLOEXEC | flags);
        return new Fd[] {new Fd(pair.getInt(0)), new Fd(pair.getInt(4))};
    }

    /** socketpair(2), AF_UNIX and SOCK_SEQPACKET: message borders are kept, and EOF tells that the peer is gone. */
    public static Fd[] socketPair() throws ErrnoException {
        Pointer pair = SystemCall.allocate(8);
        SystemCall.invoke("socketpair", 53, 1, 5 | O_CLOEXEC, 0, pair);
        return new Fd[] {new Fd(pair.getInt(0)), new Fd(pair.getInt(4))};
    }

    /** read(2): fills the buffer from its position; returns the count, 0 at the end of the file. */
    public static int read(Fd fd, ByteBuffer into) throws ErrnoException {
        int wanted = Math.min(into.remaining(), CHUNK);
        Pointer memory = SystemCall.allocate(Math.max(1, wanted));
        int count = (int) SystemCall.invoke("read", 0, fd.number(), memory, wanted);
        byte[] bytes = new byte[count];
        memory.get(0, bytes, 0, count);
        into.put(bytes);
        return count;
    }

    /** write(2), repeated until all is written. */
    public static void write(Fd fd, byte[] content) throws ErrnoException {
        Pointer memory = SystemCall.bytes(content);
        int done = 0;
        while (done < content.length) {
            done += (int) SystemCall.invoke("write", 1, fd.number(), memory.slice(done), content.length - done);
        }
    }

    /** send(2) of one message; MSG_NOSIGNAL, so that a peer that is gone is EPIPE and not a signal. */
    public static void sendNoSignal(Fd socket, byte[] message) throws ErrnoException {
        SystemCall.invoke("sendto", 44, socket.number(), SystemCall.bytes(message), message.length, MSG_NOSIGNAL, 0, 0);
    }

    /** sendmsg(2): the same with a descriptor (unix(7), SCM_RIGHTS), which stays the caller's. */
    public static void sendWith(Fd socket, byte[] message, Fd descriptor) throws ErrnoException {
        Pointer bytes = SystemCall.bytes(message);
        Pointer vector = SystemCall.allocate(16);
        vector.putLong(0, bytes.address());
        vector.putLong(8, message.length);
        // struct cmsghdr: length, level SOL_SOCKET, type SCM_RIGHTS; then the descriptor.
        Pointer control = SystemCall.allocate(CONTROL_BYTES);
        control.putLong(0, CONTROL_LENGTH);
        control.putInt(8, 1);
        control.putInt(12, 1);
        control.putInt(16, descriptor.number());
        Pointer header = SystemCall.allocate(56);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, control.address());
        header.putLong(40, CONTROL_LENGTH);
        try {
            SystemCall.invoke("sendmsg", 46, socket.number(), header, MSG_NOSIGNAL);
        } finally {
            Reference.reachabilityFence(bytes);
            Reference.reachabilityFence(vector);
            Reference.reachabilityFence(control);
        }
    }

    /** A message and the descriptor that came with it, if one did. */
    public record Received(int count, Optional<Fd> descriptor) {}

    /**
     * recvmsg(2): as {@link #read}, and takes a descriptor that was passed (unix(7), SCM_RIGHTS). A second one would not
     * fit, and is closed by the kernel.
     */
    public static Received receive(Fd socket, ByteBuffer into) throws ErrnoException {
        int wanted = Math.min(into.remaining(), CHUNK);
        Pointer memory = SystemCall.allocate(Math.max(1, wanted));
        Pointer vector = SystemCall.allocate(16);
        vector.putLong(0, memory.address());
        vector.putLong(8, wanted);
        Pointer control = SystemCall.allocate(CONTROL_BYTES);
        // struct msghdr: name, its length, vector, its length, control, its length, flags.
        Pointer header = SystemCall.allocate(56);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, control.address());
        header.putLong(40, CONTROL_BYTES);
        int count;
        try {
            count = (int) SystemCall.invoke("recvmsg", 47, socket.number(), header, MSG_CMSG_CLOEXEC);
        } finally {
            Reference.reachabilityFence(vector);
        }
        byte[] bytes = new byte[count];
        memory.get(0, bytes, 0, count);
        into.put(bytes);
        // struct cmsghdr: length, level SOL_SOCKET, type SCM_RIGHTS; then the descriptor.
        boolean passed = header.getLong(40) >= 20
                && control.getLong(0) == 20
                && control.getInt(8) == 1
                && control.getInt(12) == 1;
        return new Received(count, passed ? Optional.of(new Fd(control.getInt(16))) : Optional.empty());
    }

    /** fsync(2). */
    public static void fsync(Fd fd) throws ErrnoException {
        SystemCall.invoke("fsync", 74, fd.number());
    }

    /** geteuid(2). */
    public static int effectiveUserId() {
        try {
            return (int) SystemCall.invoke("geteuid", 107);
        } catch (ErrnoException e) {
            throw new AssertionError("geteuid(2) cannot fail", e);
        }
    }
}
