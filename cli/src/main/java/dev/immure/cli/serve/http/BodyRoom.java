package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.serve.ServiceCaller;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory for the bodies of requests, from before one is read until its run has ended: so much for all, and of one caller
 * who is another user than the service no more than his share. Who finds no room is told to come again, and the service
 * does not run out of memory for him.
 */
final class BodyRoom {
    /** A body becomes a tree of values and then the program's input: some copies of it are held for a while. */
    private static final int COPIES = 8;

    private static final int SHARES = 4;

    private final long most;

    // Both guarded by this.
    private long taken;
    private final Map<String, Long> byCaller = new HashMap<>();

    BodyRoom() {
        this(Runtime.getRuntime().maxMemory() / COPIES);
    }

    /** @param most bytes of all bodies together */
    BodyRoom(long most) {
        this.most = most;
    }

    /** Room that is given back once, however often it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws dev.immure.core.ImmureException with {@link ServeFault#BUSY} */
    synchronized Place take(ServiceCaller caller, long bytes) {
        boolean other = caller.standing() == ServiceCaller.Standing.OTHER;
        long own = byCaller.getOrDefault(caller.name(), 0L);
        if (taken + bytes > most || (other && own + bytes > most / SHARES)) {
            throw ServeFault.BUSY.at(
                    "cannot take",
                    "the request",
                    "the requests that are under way use up the memory for them",
                    "Ask again when one of them has been answered");
        }
        taken += bytes;
        byCaller.merge(caller.name(), bytes, Long::sum);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                giveBack(caller, bytes);
            }
        };
    }

    private synchronized void giveBack(ServiceCaller caller, long bytes) {
        taken -= bytes;
        byCaller.computeIfPresent(caller.name(), (name, held) -> held == bytes ? null : held - bytes);
    }
}
