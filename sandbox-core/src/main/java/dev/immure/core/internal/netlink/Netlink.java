package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.NetlinkSocket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A conversation with the kernel over one socket: each request is answered before the next. For one thread at a time. */
public final class Netlink implements AutoCloseable {
    private static final int DUMP = 0x300;

    private final NetlinkSocket socket;
    private int sequence;

    public Netlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    public NetlinkSocket socket() {
        return socket;
    }

    /** Sends a request and waits until it is carried out. */
    public void execute(String what, MessageWriter request) throws NetlinkException {
        collect(what, request.toBytes(++sequence, true), sequence);
    }

    /** Sends a request and returns what the kernel says to it. */
    public List<NetlinkMessage> ask(String what, MessageWriter request) throws NetlinkException {
        return collect(what, request.toBytes(++sequence, true), sequence);
    }

    /** A request for everything of a kind; made by {@link #dumpFlags}. */
    public static int dumpFlags() {
        return DUMP;
    }

    /** Sends a request for everything of a kind. */
    public List<NetlinkMessage> dump(String what, MessageWriter request) throws NetlinkException {
        return collect(what, request.toBytes(++sequence, false), sequence);
    }

    /**
     * Sends messages that are carried out together or not at all: the kernel begins with the first, and what answers is
     * the last but one, or whatever failed.
     */
    void batch(String what, List<MessageWriter> messages) throws NetlinkException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int first = sequence + 1;
        int acknowledged = messages.size() - 2;
        for (int i = 0; i < messages.size(); i++) {
            all.writeBytes(messages.get(i).toBytes(++sequence, i == acknowledged));
        }
        send(what, all.toByteArray());
        while (true) {
            for (NetlinkMessage message : receive(what)) {
                if (message.sequence() - first < 0 || message.type() != NetlinkMessage.ERROR) {
                    continue;
                }
                requireSuccess(what, message);
                if (message.sequence() == first + acknowledged) {
                    return;
                }
            }
        }
    }

    private List<NetlinkMessage> collect(String what, byte[] request, int number) throws NetlinkException {
        send(what, request);
        List<NetlinkMessage> answers = new ArrayList<>();
        while (true) {
            for (NetlinkMessage message : receive(what)) {
                if (message.sequence() != number) {
                    // Of an earlier request that failed half-way.
                    continue;
                }
                if (message.type() == NetlinkMessage.ERROR) {
                    requireSuccess(what, message);
                    return answers;
                }
                if (message.type() == NetlinkMessage.DONE) {
                    return answers;
                }
                answers.add(message);
            }
        }
    }

    private static void requireSuccess(String what, NetlinkMessage answer) throws NetlinkException {
        int errno = answer.errno();
        if (errno != 0) {
            throw new NetlinkException(what, errno, answer.text().orElse(""));
        }
    }

    private void send(String what, byte[] bytes) throws NetlinkException {
        try {
            socket.send(bytes);
        } catch (ErrnoException e) {
            throw NetlinkException.of(what, e);
        }
    }

    private List<NetlinkMessage> receive(String what) throws NetlinkException {
        try {
            return NetlinkMessage.parse(socket.receive());
        } catch (ErrnoException e) {
            throw NetlinkException.of(what, e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Whether the error only says that the thing is gone already. */
    public static boolean isGone(NetlinkException e) {
        return e.is(Errno.ENODEV) || e.is(Errno.ENOENT);
    }
}
