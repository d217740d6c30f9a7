package dev.immure.core.network;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.EventCounter;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.kernel.Polling;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import java.time.Duration;
import java.util.Set;

/**
 * Follows the addresses of the host, in the network namespace of the thread that opens it: one that comes while a sandbox
 * runs must not be reached either. What changes between the kernel's word and the new rules is a matter of milliseconds.
 */
final class HostWatch implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);

    private final NetlinkSocket changes;
    private final Netlink route;
    private final EventCounter stopped;
    private Set<Cidr> known;

    private HostWatch(NetlinkSocket changes, Netlink route, EventCounter stopped) throws NetlinkException {
        this.changes = changes;
        this.route = route;
        this.stopped = stopped;
        this.known = HostBlocks.now(route);
    }

    /** Listens first and looks then, so that no change falls in between. */
    static HostWatch open() throws ErrnoException, NetlinkException {
        NetlinkSocket changes = NetlinkSocket.ofChanges();
        boolean done = false;
        try {
            Netlink route = new Netlink(NetlinkSocket.open(NetlinkSocket.ROUTE));
            try {
                HostWatch watch = new HostWatch(changes, route, EventCounter.create());
                done = true;
                return watch;
            } finally {
                if (!done) {
                    route.close();
                }
            }
        } finally {
            if (!done) {
                changes.close();
            }
        }
    }

    /** When it was opened; not while {@link #follow} runs. */
    Set<Cidr> blocks() {
        return known;
    }

    interface Rules {
        /** @param blocks all of them */
        void put(Set<Cidr> blocks) throws NetlinkException;
    }

    /** Blocks until it is stopped, and tells of each change. */
    void follow(Rules rules) throws ErrnoException, NetlinkException {
        while (!stopped.isSet()) {
            new Polling().readable(changes.fd()).readable(stopped.fd()).await(LONG);
            drain();
            Set<Cidr> now = HostBlocks.now(route);
            if (!now.equals(known)) {
                rules.put(now);
                known = now;
            }
        }
    }

    /** What changed is read from the kernel anew; so nothing is lost when there was too much to tell (ENOBUFS). */
    private void drain() throws ErrnoException {
        try {
            while (true) {
                changes.receive();
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.EAGAIN) && !e.is(Errno.ENOBUFS)) {
                throw e;
            }
        }
    }

    void stop() {
        stopped.set();
    }

    /** After {@link #follow} has returned. */
    @Override
    public void close() {
        stopped.close();
        route.close();
        changes.close();
    }
}
