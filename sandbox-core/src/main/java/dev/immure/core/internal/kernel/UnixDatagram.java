package dev.immure.core.internal.kernel;

import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/** One message to a socket of unix(7), which the JDK knows streams of only. */
public final class UnixDatagram {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;

    /** Where the path begins in {@code struct sockaddr_un}, and how long it is at most. */
    private static final int PATH_AT = 2;

    private static final int PATH_BYTES = 108;

    private UnixDatagram() {}

    /**
     * socket(2), sendto(2); never waits.
     *
     * @param address a path, or a name behind {@code @}, which is none of a file
     */
    public static void send(String address, byte[] message) throws ErrnoException {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES || name.length == 0) {
            throw new ErrnoException("sendto", Errno.ENAMETOOLONG);
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        Pointer to = SystemCall.allocate(PATH_AT + PATH_BYTES);
        to.putShort(0, (short) AF_UNIX);
        to.put(PATH_AT, name, 0, name.length);
        int type = SOCK_DGRAM | Descriptors.O_CLOEXEC;
        try (Fd socket = new Fd((int) SystemCall.invoke("socket", 41, AF_UNIX, type, 0))) {
            SystemCall.invoke(
                    "sendto",
                    44,
                    socket.number(),
                    SystemCall.bytes(message),
                    message.length,
                    MSG_NOSIGNAL | MSG_DONTWAIT,
                    to,
                    // Of a name that is no file's, every byte counts (unix(7)): no more than there are.
                    PATH_AT + name.length);
        }
    }
}
