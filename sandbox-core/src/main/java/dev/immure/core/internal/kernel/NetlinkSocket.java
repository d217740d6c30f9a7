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
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;

    /** {@code sizeof(struct sockaddr_nl)}; nl_pid stands at 4. */
    private static final int ADDRESS = 12;

    /** SIOCGSKNS of linux/sockios.h: the network namespace of a socket. */
    private static final int SIOCGSKNS = 0x894C;

    /** Of linux/nsfs.h. */
    private static final int NS_GET_USERNS = 0xb701;

    /** RTMGRP_IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR and _IPV6_ROUTE of linux/rtnetlink.h. */
    private static final int ADDRESSES_AND_ROUTES = 0x10 | 0x40 | 0x100 | 0x400;

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

    /** One that hears of every change of addresses and routes; {@link #receive} does not block, and fails with EAGAIN. */
    public static NetlinkSocket ofChanges() throws ErrnoException {
        int type = SOCK_RAW | SOCK_NONBLOCK | Descriptors.O_CLOEXEC;
        Fd fd = new Fd((int) SystemCall.invoke("socket(AF_NETLINK)", 41, AF_NETLINK, type, ROUTE));
        return bound(fd, ADDRESSES_AND_ROUTES);
    }

    /** One that came from elsewhere; it belongs to this object from now on. */
    public static NetlinkSocket adopt(Fd fd) throws ErrnoException {
        return bound(fd, 0);
    }

    private static NetlinkSocket bound(Fd fd, int groups) throws ErrnoException {
        boolean done = false;
        try {
            // Answers without the request, and with the kernel's own words (netlink(7)).
            option(fd, NETLINK_CAP_ACK);
            option(fd, NETLINK_EXT_ACK);
            Pointer address = SystemCall.allocate(ADDRESS);
            address.putShort(0, (short) AF_NETLINK);
            address.putInt(8, groups);
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

    /** ioctl_ns(2), NS_GET_USERNS: the user namespace that a namespace belongs to. */
    public static Fd owner(Fd namespace) throws ErrnoException {
        return new Fd((int) SystemCall.invoke("ioctl(NS_GET_USERNS)", 16, namespace.number(), NS_GET_USERNS));
    }

    /** send(2) to the kernel. */
    public void send(byte[] messages) throws ErrnoException {
        SystemCall.invoke("sendto(AF_NETLINK)", 44, fd.number(), SystemCall.bytes(messages), messages.length, 0, 0, 0);
    }

    /**
     * The next datagram from the kernel; what other processes send is dropped. Blocks, but for {@link #ofChanges}.
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
