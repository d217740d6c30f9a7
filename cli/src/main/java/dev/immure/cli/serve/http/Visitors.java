package dev.immure.cli.serve.http;

import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.ImmureException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps connections from being kept: one on which no whole request comes in time is closed, however slowly its bytes
 * trickle, and a caller who is not the service's own user has his share of them.
 */
final class Visitors implements Connection.Listener {
    /** From one look at a connection to the next; a head of a request that takes longer is not waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of one caller. */
    static final int SHARE = 128;

    private final Peers peers;
    private final Scheduler scheduler;
    private final Map<Connection, String> callers = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    Visitors(Peers peers, Scheduler scheduler) {
        this.peers = peers;
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            // The one of HTTP inside it is looked at: no whole request comes before the end of its handshake.
            return;
        }
        if (!hasRoom(connection)) {
            connection.getEndPoint().close();
            return;
        }
        look(connection, -1);
    }

    /** Whether one whose caller was not known when it was opened may stay. */
    boolean admit(Connection connection, ServiceCaller caller) {
        return callers.containsKey(connection) || count(connection, caller);
    }

    private boolean hasRoom(Connection connection) {
        try {
            return peers.at(connection.getEndPoint())
                    .map(caller -> count(connection, caller))
                    .orElse(true);
        } catch (ImmureException e) {
            // He is told when he asks.
            return true;
        }
    }

    private boolean count(Connection connection, ServiceCaller caller) {
        if (caller.standing() == ServiceCaller.Standing.SAME_RIGHTS) {
            return true;
        }
        callers.put(connection, caller.name());
        return counts.merge(caller.name(), 1, Integer::sum) <= SHARE;
    }

    private void look(Connection connection, long before) {
        scheduler.schedule(
                () -> {
                    long now = connection.getMessagesIn();
                    boolean busy = now > connection.getMessagesOut();
                    if (!busy && now <= Math.max(0, before)) {
                        connection.getEndPoint().close();
                    } else if (connection.getEndPoint().isOpen()) {
                        look(connection, now);
                    }
                },
                PATIENCE);
    }

    @Override
    public void onClosed(Connection connection) {
        String caller = callers.remove(connection);
        if (caller != null) {
            counts.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
