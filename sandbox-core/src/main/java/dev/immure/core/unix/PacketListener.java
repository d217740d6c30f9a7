package dev.immure.core.unix;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.EventCounter;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Polling;
import dev.immure.core.internal.kernel.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/**
 * A socket in the file system that programs of this host connect to (unix(7), SOCK_SEQPACKET). Who may is a matter of its
 * folder: on Linux connecting takes the right to write to the socket, and to pass through every folder on the way.
 */
public final class PacketListener implements AutoCloseable {
    private static final Duration LOOK_UP = Duration.ofMinutes(1);

    /** Who comes when so many wait waits himself (listen(2)). */
    private static final int BACKLOG = 1024;

    private static final Duration BREATH = Duration.ofMillis(20);

    private final Path path;
    private final Fd listener;
    private final EventCounter stop;
    private final boolean made;
    private volatile boolean stopped;

    private PacketListener(Path path, Fd listener, EventCounter stop, boolean made) {
        this.made = made;
        this.path = path;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Makes the socket; one that a dead process left there is replaced.
     *
     * @param path in a folder that belongs to this process and that no other user may write to
     * @throws ImmureException with {@link UnixFault#LISTEN}
     */
    public static PacketListener bind(Path path) {
        try {
            Fd listener = listen(path);
            // connect(2) takes the right to write; whoever gets as far has passed the folder.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            return new PacketListener(path, listener, EventCounter.create(), true);
        } catch (ErrnoException e) {
            throw refused(path, e.getMessage(), e);
        } catch (IOException e) {
            throw refused(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** A socket that somebody else has made, and will use again. */
    static PacketListener of(Path path, Fd listener) throws ErrnoException {
        return new PacketListener(path, listener, EventCounter.create(), false);
    }

    private static Fd listen(Path path) throws ErrnoException, IOException {
        try {
            return UnixSocket.listen(path.toString(), BACKLOG);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EADDRINUSE) || isAlive(path)) {
                throw e;
            }
            Files.delete(path);
            return UnixSocket.listen(path.toString(), BACKLOG);
        }
    }

    /** What is no socket at all refuses a connection as well, and is not ours to remove. */
    private static boolean isAlive(Path path) throws IOException {
        Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (!(mode instanceof Integer bits) || (bits & 0xf000) != 0xc000) {
            return true;
        }
        try {
            UnixSocket.connect(path.toString()).close();
            return true;
        } catch (ErrnoException e) {
            return !e.is(Errno.ECONNREFUSED);
        }
    }

    /**
     * Waits for the next program.
     *
     * @return empty when {@link #stop} was called
     * @throws ImmureException with {@link UnixFault#LISTEN}
     */
    public Optional<PacketSocket> accept() {
        try {
            while (!stopped) {
                Optional<PacketSocket> accepted = take();
                if (accepted.isPresent()) {
                    return accepted;
                }
            }
            return Optional.empty();
        } catch (ErrnoException e) {
            throw refused(path, e.getMessage(), e);
        }
    }

    private Optional<PacketSocket> take() throws ErrnoException {
        try {
            return Optional.of(new PacketSocket(UnixSocket.accept(listener)));
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case Errno.EAGAIN ->
                    new Polling().readable(listener).readable(stop.fd()).await(LOOK_UP);
                // accept4(2): others have to end first; whoever knocks stays in the queue.
                case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS ->
                    new Polling().readable(stop.fd()).await(BREATH);
                default -> throw e;
            }
            return Optional.empty();
        }
    }

    /** Makes {@link #accept} end, in whatever thread. */
    public void stop() {
        stopped = true;
        stop.set();
    }

    /** After the last {@link #accept} has ended. Removes the socket, when this process has made it. */
    @Override
    public void close() {
        try (listener;
                stop) {
            if (made) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.getLogger(PacketListener.class.getName()).log(System.Logger.Level.DEBUG, "socket", e);
        }
    }

    private static ImmureException refused(Path path, String why, Exception cause) {
        return new ImmureException(
                new Fault(
                        UnixFault.LISTEN,
                        "cannot listen at",
                        path.toString(),
                        why,
                        "End whoever holds it, or name another directory of at most 90 characters"),
                cause);
    }
}
