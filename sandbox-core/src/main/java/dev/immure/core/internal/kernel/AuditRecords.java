package dev.immure.core.internal.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Records of the kernel's audit log as they are made: the multicast group that needs CAP_AUDIT_READ (netlink(7),
 * NETLINK_AUDIT; linux/audit.h, AUDIT_NLGRP_READLOG). It takes nothing away from an audit daemon.
 */
public final class AuditRecords implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_AUDIT = 9;
    private static final int READLOG = 1;
    private static final int MSG_DONTWAIT = 0x40;

    /** {@code sizeof(struct sockaddr_nl)}; nl_pid stands at 4, nl_groups at 8. */
    private static final int ADDRESS = 12;

    /** {@code sizeof(struct nlmsghdr)}; nlmsg_type stands at 4. */
    private static final int HEADER = 16;

    /** MAX_AUDIT_MESSAGE_LENGTH of linux/audit.h, and the header. */
    private static final int BUFFER = 8970 + HEADER;

    /** linux/audit.h: an access that SELinux has judged. */
    private static final int AUDIT_AVC = 1400;

    private final Fd fd;

    private AuditRecords(Fd fd) {
        this.fd = fd;
    }

    /** Listens from now on. EPERM without CAP_AUDIT_READ, EPROTONOSUPPORT where the kernel has no audit. */
    public static AuditRecords open() throws ErrnoException {
        Fd fd = new Fd((int) SystemCall.invoke(
                "socket(NETLINK_AUDIT)", 41, AF_NETLINK, SOCK_RAW | Descriptors.O_CLOEXEC, NETLINK_AUDIT));
        boolean done = false;
        try {
            Pointer address = SystemCall.allocate(ADDRESS);
            address.putShort(0, (short) AF_NETLINK);
            address.putInt(8, READLOG);
            SystemCall.invoke("bind(NETLINK_AUDIT)", 49, fd.number(), address, ADDRESS);
            done = true;
            return new AuditRecords(fd);
        } finally {
            if (!done) {
                fd.close();
            }
        }
    }

    /**
     * The text of the next record that is there: of SELinux's judgements, and an empty one for any other.
     *
     * @return empty when nothing more is there now
     * @throws ErrnoException ENOBUFS when records were lost
     */
    public Optional<String> next() throws ErrnoException {
        Pointer memory = SystemCall.allocate(BUFFER);
        Pointer address = SystemCall.allocate(ADDRESS);
        Pointer length = SystemCall.allocate(4);
        length.putInt(0, ADDRESS);
        int count;
        try {
            count = (int) SystemCall.invoke(
                    "recvfrom(NETLINK_AUDIT)", 45, fd.number(), memory, BUFFER, MSG_DONTWAIT, address, length);
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return Optional.empty();
            }
            throw e;
        }
        // netlink(7): nl_pid 0 is the kernel, and only it may be believed.
        boolean genuine = address.getInt(4) == 0 && count > HEADER && memory.getShort(4) == AUDIT_AVC;
        return Optional.of(genuine ? text(memory, count) : "");
    }

    private static String text(Pointer memory, int count) {
        byte[] bytes = new byte[count - HEADER];
        memory.get(HEADER, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        fd.close();
    }
}
