package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Tries again, for a while: each request a few times, and all requests for one image together not often. */
final class Retries {
    private final Patience patience;
    private final AtomicInteger used = new AtomicInteger();

    Retries(Patience patience) {
        this.patience = patience;
    }

    /** One try of something. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    <T> T run(String what, String on, Deadline deadline, Attempt<T> attempt) {
        for (int number = 1; ; number++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                await(what, on, number, e, deadline);
            }
        }
    }

    /**
     * Waits before the next try.
     *
     * @param number of the try that failed, from 1
     */
    void await(String what, String on, int number, IOException cause, Deadline deadline) {
        Duration pause = pause(number, cause);
        boolean spent = number >= patience.attempts() || used.incrementAndGet() > patience.retries();
        if (spent || pause.compareTo(patience.longestPause()) > 0 || !deadline.allows(pause)) {
            throw fault(cause).at(what, on, why(number, cause, pause), cause);
        }
        try {
            patience.pause().of(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryFault.TIME.at(what, on, "interrupted", e);
        }
    }

    private Duration pause(int number, IOException cause) {
        Duration backoff = patience.firstPause().multipliedBy(1L << Math.min(number - 1, 20));
        Duration own = backoff.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : backoff;
        return cause instanceof Busy busy ? busy.after().orElse(own) : own;
    }

    private static RegistryFault fault(IOException cause) {
        return switch (cause) {
            case Busy ignored -> RegistryFault.BUSY;
            case ConnectException ignored -> RegistryFault.UNREACHABLE;
            case HttpConnectTimeoutException ignored -> RegistryFault.UNREACHABLE;
            case HttpTimeoutException ignored -> RegistryFault.TIME;
            default -> RegistryFault.CUT;
        };
    }

    private String why(int number, IOException cause, Duration pause) {
        String reason = cause instanceof ConnectException ? "nobody answers there" : String.valueOf(cause.getMessage());
        String wish =
                cause instanceof Busy busy && busy.after().isPresent() && pause.compareTo(patience.longestPause()) > 0
                        ? ", and asks to wait " + pause.toSeconds() + " s"
                        : "";
        return reason + wish + " (" + number + (number == 1 ? " try)" : " tries)");
    }
}
