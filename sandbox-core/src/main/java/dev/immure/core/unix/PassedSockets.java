package dev.immure.core.unix;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.UnixSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that the manager has made and passed to this process (sd_listen_fds(3)): descriptors from 3 on, counted
 * and named in the environment. Only what was asked for is taken: a socket of unix(7) with the door's name, of its type, at
 * its place.
 */
public final class PassedSockets {
    private static final int FIRST = 3;
    private static final int MOST = 2;

    /** The name of those whose unit says none (systemd.socket(5), FileDescriptorName=). */
    private static final String UNIT = "immure.socket";

    private static final String API = "api";
    private static final String CLIENT = "client";

    private final List<Passed> passed;

    private PassedSockets(List<Passed> passed) {
        this.passed = List.copyOf(passed);
    }

    private record Passed(int number, String name, UnixSocket.Listening socket) {
        @Override
        public String toString() {
            return "descriptor " + number + " (" + name + ")";
        }
    }

    /**
     * What the environment says; none where it means another process, as one that inherited it.
     *
     * @param pid of this process
     * @throws ImmureException with {@link UnixFault#PASSED}
     */
    public static PassedSockets of(Map<String, String> environment, long pid) {
        if (!environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))) {
            return new PassedSockets(List.of());
        }
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (!count.matches("[1-" + MOST + "]")) {
            throw refused("LISTEN_FDS", "\"" + count + "\" is not 1 or " + MOST, null);
        }
        int sockets = Integer.parseInt(count);
        String names = environment.getOrDefault("LISTEN_FDNAMES", String.join(":", nameless(sockets)));
        List<String> each = Arrays.asList(names.split(":", -1));
        if (each.size() != sockets || !Set.of(API, CLIENT, UNIT).containsAll(each)) {
            throw refused("LISTEN_FDNAMES", "it does not call each of them api, client or " + UNIT, null);
        }
        List<Passed> passed = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            passed.add(taken(FIRST + i, each.get(i)));
        }
        return new PassedSockets(passed).checked();
    }

    private static List<String> nameless(int count) {
        return List.of(UNIT, UNIT).subList(0, count);
    }

    /** That each is for one door, and none is for none. */
    private PassedSockets checked() {
        Set<Integer> types = new HashSet<>();
        for (Passed one : passed) {
            int type = one.socket().type();
            String door = type == UnixSocket.STREAM ? API : CLIENT;
            if (!types.add(type) || (!one.name().equals(UNIT) && !one.name().equals(door))) {
                throw refused(
                        one.toString(), "its type is not that of the door it is called, or there are two of it", null);
            }
        }
        return this;
    }

    /**
     * The one for the native client, for {@link PacketListener}.
     *
     * @param path where it has to be
     * @throws ImmureException with {@link UnixFault#PASSED} when it is elsewhere
     */
    public Optional<PacketListener> client(Path path) {
        return find(UnixSocket.SEQPACKET, path).map(one -> {
            try (Fd original = new Fd(one.number())) {
                Fd ours = Descriptors.duplicate(original.number(), FIRST);
                UnixSocket.neverWait(ours);
                return PacketListener.of(path, ours);
            } catch (ErrnoException e) {
                throw refused(one.toString(), String.valueOf(e.getMessage()), e);
            }
        });
    }

    /**
     * Puts the one for the API where {@link System#inheritedChannel} looks: the JDK takes no other descriptor, and the
     * service reads no standard input.
     *
     * @param path where it has to be
     * @return whether there is one
     * @throws ImmureException with {@link UnixFault#PASSED} when it is elsewhere
     */
    public boolean placeApi(Path path) {
        Optional<Passed> found = find(UnixSocket.STREAM, path);
        found.ifPresent(one -> {
            try (Fd original = new Fd(one.number())) {
                Descriptors.replaceInput(original);
            } catch (ErrnoException e) {
                throw refused(one.toString(), String.valueOf(e.getMessage()), e);
            }
        });
        return found.isPresent();
    }

    private Optional<Passed> find(int type, Path path) {
        for (Passed one : passed) {
            if (one.socket().type() == type) {
                if (!one.socket().path().equals(path.toString())) {
                    throw refused(one.toString(), "it is not at " + path, null);
                }
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private static Passed taken(int number, String name) {
        try {
            return new Passed(number, name, UnixSocket.listening(number));
        } catch (ErrnoException e) {
            throw refused(
                    "descriptor " + number, "it is no listening socket of a path, of the types stream or seqpacket", e);
        }
    }

    private static ImmureException refused(String on, String why, @Nullable Exception cause) {
        Fault fault = new Fault(
                UnixFault.PASSED,
                "cannot listen on what the manager passes",
                on,
                why,
                "Let immure.socket pass the two sockets of the service's folder, or disable it");
        return cause == null ? new ImmureException(fault) : new ImmureException(fault, cause);
    }
}
