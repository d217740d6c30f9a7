package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * A netlink(7) socket. It speaks of the network namespace in which it was made, whoever holds it: so one that PID 1 of a
 * sandbox made and passed on configures the inside of the sandbox.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** Interfaces, addresses, routes, queueing (rtnetlink(7)). */
    public static final int ROUTE = 0;

    /** nf_tables and its kin. */
    public static final int NETFILTER = 12;

    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;

    /** {@code sizeof(struct sockaddr_nl)}; nl_pid stands at 4. */
    private static final int ADDRESS = 12;

    /** SIOCGSKNS of linux/sockios.h: the network namespace of a socket. */
    private static final int SIOCGSKNS = 0x894C;

    /** The kernel fills at most 32 KiB in one answer (af_netlink.c, NLMSG_GOODSIZE and dumps). */
    private static final int BUFFER = 1 << 16;

    private final Fd fd;

    private NetlinkSocket(Fd fd) {
        this.fd = fd;
    }

    /** unshare(2), CLONE_NEWNET: the calling thread alone enters a new network namespace, for the rest of its life. */
    public static void leaveNetwork() throws ErrnoException {
        SystemCall.invoke("unshare(CLONE_NEWNET)", 272, CLONE_NEWNET);
    }

    /** A new one in the network namespace of the calling thread. */
    public static NetlinkSocket open(int protocol) throws ErrnoException {
        return adopt(new Fd((int)
                SystemCall.invoke("socket(AF_NETLINK)", 41, AF_NETLINK, SOCK_RAW | Descriptors.O_CLOEXEC, protocol)));
    }

    /** One that came from elsewhere; it belongs to this object from now on. */
    public static NetlinkSocket adopt(Fd fd) throws ErrnoException {
        boolean done = false;
        try {
            // Answers without the request, and with the kernel's own words (netlink(7)).
            option(fd, NETLINK_CAP_ACK);
            option(fd, NETLINK_EXT_ACK);
            Pointer address = SystemCall.allocate(ADDRESS);
            address.putShort(0, (short) AF_NETLINK);
            SystemCall.invoke("bind(AF_NETLINK)", 49, fd.number(), address, ADDRESS);
            done = true;
            return new NetlinkSocket(fd);
        } finally {
            if (!done) {
                fd.close();
            }
        }
    }

    private static void option(Fd fd, int name) throws ErrnoException {
        Pointer on = SystemCall.allocate(4);
        on.putInt(0, 1);
        SystemCall.invoke("setsockopt(SOL_NETLINK)", 54, fd.number(), SOL_NETLINK, name, on, 4);
    }

    /** The descriptor, still owned by this object. */
    public Fd fd() {
        return fd;
    }

    /** A descriptor of the network namespace that the socket speaks of. */
    public Fd networkNamespace() throws ErrnoException {
        return new Fd((int) SystemCall.invoke("ioctl(SIOCGSKNS)", 16, fd.number(), SIOCGSKNS));
    }

    /** send(2) to the kernel. */
    public void send(byte[] messages) throws ErrnoException {
        SystemCall.invoke("sendto(AF_NETLINK)", 44, fd.number(), SystemCall.bytes(messages), messages.length, 0, 0, 0);
    }

    /**
     * The next datagram from the kernel; what other processes send is dropped. Blocks.
     *
     * @throws ErrnoException also EPROTO, when it is longer than the kernel makes them
     */
    public byte[] receive() throws ErrnoException {
        Pointer memory = SystemCall.allocate(BUFFER);
        Pointer address = SystemCall.allocate(ADDRESS);
        Pointer length = SystemCall.allocate(4);
        while (true) {
            length.putInt(0, ADDRESS);
            int count = (int) SystemCall.invoke(
                    "recvfrom(AF_NETLINK)", 45, fd.number(), memory, BUFFER, MSG_TRUNC, address, length);
            if (count > BUFFER) {
                throw new ErrnoException("recvfrom(AF_NETLINK)", Errno.EPROTO);
            }
            // netlink(7): nl_pid 0 is the kernel.
            if (length.getInt(0) == ADDRESS && address.getInt(4) == 0) {
                byte[] bytes = new byte[count];
                memory.get(0, bytes, 0, count);
                return bytes;
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
