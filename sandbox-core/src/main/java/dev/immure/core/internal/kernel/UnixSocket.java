package dev.immure.core.internal.kernel;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * Sockets of unix(7) that keep the borders of messages (SOCK_SEQPACKET), carry descriptors, and whose peer the kernel
 * names.
 */
public final class UnixSocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;

    /** SOCK_STREAM. */
    public static final int STREAM = 1;

    /** SOCK_SEQPACKET. */
    public static final int SEQPACKET = SOCK_SEQPACKET;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERGROUPS = 59;
    private static final int SHUT_RDWR = 2;
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** {@code sizeof(struct sockaddr_un)}; the path stands at 2 and ends with a NUL. */
    private static final int ADDRESS = 110;

    private static final int PATH = 108;

    /** {@code sizeof(struct cmsghdr)}. */
    private static final int CONTROL_HEADER = 16;

    /** NGROUPS_MAX of linux/limits.h. */
    private static final int MOST_GROUPS = 65_536;

    private static final int FEW_GROUPS = 64;

    private UnixSocket() {}

    /** A socket that others connect to. */
    public record Listening(int type, String path) {}

    /**
     * What a descriptor that somebody else has made is (socket(7), getsockname(2)).
     *
     * @throws ErrnoException EBADF, ENOTSOCK; EINVAL where it is not of unix(7) with a path, does not listen, or keeps no
     *     connections
     */
    public static Listening listening(int number) throws ErrnoException {
        int type = option(number, SO_TYPE);
        Pointer address = SystemCall.allocate(ADDRESS);
        Pointer length = SystemCall.allocate(4);
        length.putInt(0, ADDRESS);
        SystemCall.invoke("getsockname", 51, number, address, length);
        int bytes = Math.min(length.getInt(0), ADDRESS) - 2;
        boolean connections = type == STREAM || type == SEQPACKET;
        if (address.getShort(0) != AF_UNIX || bytes < 2 || !connections || option(number, SO_ACCEPTCONN) != 1) {
            throw new ErrnoException("getsockname", Errno.EINVAL);
        }
        byte[] name = new byte[bytes];
        address.get(2, name, 0, bytes);
        // Counted with its NUL by most; one that begins with it is no file's (unix(7), abstract).
        int end = name[bytes - 1] == 0 ? bytes - 1 : bytes;
        return new Listening(type, new String(name, 0, end, StandardCharsets.UTF_8));
    }

    /** fcntl(2), O_NONBLOCK: of the open socket, whoever has it. */
    public static void neverWait(Fd socket) throws ErrnoException {
        long flags = SystemCall.invoke("fcntl(F_GETFL)", 72, socket.number(), F_GETFL, 0);
        SystemCall.invoke("fcntl(F_SETFL)", 72, socket.number(), F_SETFL, (int) flags | Descriptors.O_NONBLOCK);
    }

    private static int option(int socket, int name) throws ErrnoException {
        Pointer value = SystemCall.allocate(4);
        Pointer length = SystemCall.allocate(4);
        length.putInt(0, 4);
        SystemCall.invoke("getsockopt", 55, socket, SOL_SOCKET, name, value, length);
        return value.getInt(0);
    }

    /** {@code struct ucred}: of the peer when it called connect(2). */
    public record Credentials(int pid, int uid, int gid) {}

    /** socket(2), bind(2), listen(2). EADDRINUSE when there is something of this name, alive or not. */
    public static Fd listen(String path, int backlog) throws ErrnoException {
        Fd fd = socket(Descriptors.O_NONBLOCK);
        boolean done = false;
        try {
            SystemCall.invoke("bind", 49, fd.number(), address(path), ADDRESS);
            SystemCall.invoke("listen", 50, fd.number(), backlog);
            done = true;
            return fd;
        } finally {
            if (!done) {
                fd.close();
            }
        }
    }

    /** socket(2), connect(2). ECONNREFUSED when nobody listens any more. */
    public static Fd connect(String path) throws ErrnoException {
        Fd fd = socket(0);
        boolean done = false;
        try {
            SystemCall.invoke("connect", 42, fd.number(), address(path), ADDRESS);
            done = true;
            return fd;
        } finally {
            if (!done) {
                fd.close();
            }
        }
    }

    private static Fd socket(int flags) throws ErrnoException {
        int type = SOCK_SEQPACKET | Descriptors.O_CLOEXEC | flags;
        return new Fd((int) SystemCall.invoke("socket", 41, AF_UNIX, type, 0));
    }

    private static Pointer address(String path) throws ErrnoException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH) {
            throw new ErrnoException("bind", Errno.ENAMETOOLONG);
        }
        Pointer address = SystemCall.allocate(ADDRESS);
        address.putShort(0, (short) AF_UNIX);
        address.put(2, name, 0, name.length);
        return address;
    }

    /** accept4(2), which does not wait: EAGAIN when nobody is there. */
    public static Fd accept(Fd listener) throws ErrnoException {
        return new Fd((int) SystemCall.invoke("accept4", 288, listener.number(), 0, 0, Descriptors.O_CLOEXEC));
    }

    /** send(2), which never waits (EAGAIN) and never ends in a signal (EPIPE). */
    public static void send(Fd socket, byte[] message) throws ErrnoException {
        SystemCall.invoke(
                "sendto",
                44,
                socket.number(),
                SystemCall.bytes(message),
                message.length,
                MSG_NOSIGNAL | MSG_DONTWAIT,
                0,
                0);
    }

    /**
     * recvmsg(2) of one message and the descriptors that came with it (SCM_RIGHTS), close-on-exec. Waits.
     *
     * @param mostBytes of a message
     * @param descriptors to which those are added that came; they are the caller's to close
     * @return empty at the end of the conversation, and for a message of no bytes
     * @throws ErrnoException EMSGSIZE when it is longer, EPROTO when it brought more descriptors; then all are closed
     */
    public static byte[] receive(Fd socket, int mostBytes, int mostDescriptors, List<Fd> descriptors)
            throws ErrnoException {
        // recv(2): with MSG_TRUNC the length of the message itself, so no more is reserved than has come.
        long length = SystemCall.invoke("recvfrom", 45, socket.number(), 0, 0, MSG_PEEK | MSG_TRUNC, 0, 0);
        if (length > mostBytes) {
            throw new ErrnoException("recvmsg", Errno.EMSGSIZE);
        }
        int space = CONTROL_HEADER + (mostDescriptors * 4 + 7) / 8 * 8;
        Pointer memory = SystemCall.allocate((int) Math.max(1, length));
        Pointer control = SystemCall.allocate(space);
        Pointer vector = SystemCall.allocate(16);
        vector.putLong(0, memory.address());
        vector.putLong(8, length);
        // struct msghdr: name, its length, vector, its length, control, its length, flags.
        Pointer header = SystemCall.allocate(56);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, control.address());
        header.putLong(40, space);
        int count;
        try {
            count = (int) SystemCall.invoke("recvmsg", 47, socket.number(), header, MSG_CMSG_CLOEXEC);
        } finally {
            Reference.reachabilityFence(vector);
        }
        take(control, header.getLong(40), descriptors);
        if ((header.getInt(48) & (MSG_CTRUNC | MSG_TRUNC)) != 0) {
            // What did not fit the kernel has closed already (unix(7)).
            descriptors.forEach(Fd::close);
            descriptors.clear();
            throw new ErrnoException("recvmsg", Errno.EPROTO);
        }
        byte[] bytes = new byte[count];
        memory.get(0, bytes, 0, count);
        return bytes;
    }

    /** cmsg(3); the kernel writes one header for all descriptors of a message. */
    private static void take(Pointer control, long length, List<Fd> descriptors) {
        if (length < CONTROL_HEADER || control.getInt(8) != SOL_SOCKET || control.getInt(12) != SCM_RIGHTS) {
            return;
        }
        long end = Math.min(length, control.getLong(0));
        for (long at = CONTROL_HEADER; at + 4 <= end; at += 4) {
            descriptors.add(new Fd(control.getInt(at)));
        }
    }

    /** shutdown(2) of both directions: whoever waits for a message, here or there, reads the end. */
    public static void shutdown(Fd socket) throws ErrnoException {
        SystemCall.invoke("shutdown", 48, socket.number(), SHUT_RDWR);
    }

    /** unix(7), SO_PEERCRED. */
    public static Credentials peer(Fd socket) throws ErrnoException {
        Pointer credentials = SystemCall.allocate(12);
        option(socket, SO_PEERCRED, credentials, 12);
        return new Credentials(credentials.getInt(0), credentials.getInt(4), credentials.getInt(8));
    }

    /** SO_PEERGROUPS (Linux 4.13): supplementary groups, without the one of {@link #peer}. */
    public static List<Integer> peerGroups(Fd socket) throws ErrnoException {
        try {
            return groups(socket, FEW_GROUPS);
        } catch (ErrnoException e) {
            if (e.is(Errno.ERANGE)) {
                return groups(socket, MOST_GROUPS);
            }
            throw e;
        }
    }

    private static List<Integer> groups(Fd socket, int most) throws ErrnoException {
        Pointer memory = SystemCall.allocate(4 * most);
        int length = option(socket, SO_PEERGROUPS, memory, 4 * most);
        List<Integer> groups = new ArrayList<>();
        for (int at = 0; at + 4 <= length; at += 4) {
            groups.add(memory.getInt(at));
        }
        return List.copyOf(groups);
    }

    private static int option(Fd socket, int name, Pointer value, int bytes) throws ErrnoException {
        Pointer length = SystemCall.allocate(4);
        length.putInt(0, bytes);
        SystemCall.invoke("getsockopt", 55, socket.number(), SOL_SOCKET, name, value, length);
        return length.getInt(0);
    }
}
