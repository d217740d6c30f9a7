package dev.immure.core.unix;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Polling;
import dev.immure.core.internal.kernel.UnixSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A conversation with one program. One thread receives; any may send and shut down. */
public final class PacketSocket implements AutoCloseable {
    private final Fd fd;

    PacketSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Whom the other side acted for when it connected (SO_PEERCRED, SO_PEERGROUPS): the kernel's word, not the program's.
     *
     * @throws ImmureException with {@link UnixFault#GONE}
     */
    public CallerIds peer() {
        try {
            UnixSocket.Credentials peer = UnixSocket.peer(fd);
            return new CallerIds(peer.uid(), peer.gid(), UnixSocket.peerGroups(fd));
        } catch (ErrnoException e) {
            throw gone(e);
        }
    }

    /** Whether one comes, or the other side goes, within so much time. */
    public boolean awaitMessage(Duration patience) {
        try {
            return new Polling().readable(fd).await(patience) > 0;
        } catch (ErrnoException e) {
            throw gone(e);
        }
    }

    /**
     * Waits for the next message.
     *
     * @param mostBytes of a message
     * @param mostDescriptors that may come with it
     * @return without a byte when the other side is gone; to be closed
     * @throws ImmureException with {@link UnixFault#MESSAGE} or {@link UnixFault#GONE}
     */
    public Packet receive(int mostBytes, int mostDescriptors) {
        List<Fd> descriptors = new ArrayList<>();
        try {
            return new Packet(UnixSocket.receive(fd, mostBytes, mostDescriptors, descriptors), descriptors);
        } catch (ErrnoException e) {
            if (e.is(Errno.EMSGSIZE) || e.is(Errno.EPROTO)) {
                throw new ImmureException(
                        new Fault(
                                UnixFault.MESSAGE,
                                "cannot understand",
                                "a message of a client",
                                "it is too long, or brings too many descriptors",
                                "Use the client that belongs to this version"),
                        e);
            }
            throw gone(e);
        }
    }

    /**
     * Sends one message, without waiting: a program that does not read is as good as gone.
     *
     * @throws ImmureException with {@link UnixFault#GONE}
     */
    public void send(byte[] message) {
        try {
            UnixSocket.send(fd, message);
        } catch (ErrnoException e) {
            throw gone(e);
        }
    }

    /** Ends the conversation: {@link #receive} in another thread ends with it. */
    public void shutdown() {
        try {
            UnixSocket.shutdown(fd);
        } catch (ErrnoException e) {
            // ENOTCONN: the other side was first.
            System.getLogger(PacketSocket.class.getName()).log(System.Logger.Level.TRACE, e.getMessage());
        }
    }

    /** When nobody receives any more. */
    @Override
    public void close() {
        fd.close();
    }

    private static ImmureException gone(ErrnoException e) {
        return new ImmureException(
                new Fault(
                        UnixFault.GONE, "cannot speak with", "the client", e.getMessage(), "Nothing: its run is ended"),
                e);
    }
}
