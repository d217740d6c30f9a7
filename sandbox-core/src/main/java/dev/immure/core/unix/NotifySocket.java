package dev.immure.core.unix;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.UnixDatagram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The manager that started this process, if it wants to be told how the service is (sd_notify(3)): one line each, to the
 * socket that it names in the environment. That it cannot be told is no reason to serve nobody.
 */
public final class NotifySocket {
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG = "WATCHDOG_USEC";
    private static final String WATCHED = "WATCHDOG_PID";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final Optional<String> socket;
    private final Optional<Duration> watchdog;

    private NotifySocket(Optional<String> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** @param pid of this process: a watchdog may be meant for another */
    public static NotifySocket of(Map<String, String> environment, long pid) {
        Optional<String> socket = Optional.ofNullable(environment.get(SOCKET))
                .filter(name -> name.startsWith("/") || name.startsWith("@"));
        boolean mine = Optional.ofNullable(environment.get(WATCHED))
                .map(Long.toString(pid)::equals)
                .orElse(true);
        Optional<Duration> watchdog = Optional.ofNullable(environment.get(WATCHDOG))
                .filter(micros -> mine && NUMBER.matcher(micros).matches())
                .map(micros -> Duration.ofNanos(Math.multiplyExact(Math.min(Long.parseLong(micros), 1L << 53), 1000L)));
        return new NotifySocket(socket, socket.flatMap(ignored -> watchdog));
    }

    /** How often it wants to hear that all is well: half of the time after which it gives up (sd_watchdog_enabled(3)). */
    public Optional<Duration> watchdogInterval() {
        return watchdog.map(time -> time.dividedBy(2));
    }

    /** Requests are answered. */
    public void ready() {
        tell("READY=1");
    }

    /** The configuration is read anew; {@link #ready} follows. */
    public void reloading() {
        // The clock of nanoTime is CLOCK_MONOTONIC on Linux, which the manager compares with.
        tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    /** No more is taken. */
    public void stopping() {
        tell("STOPPING=1");
    }

    /** All is well. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    private void tell(String message) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            UnixDatagram.send(socket.get(), message.getBytes(StandardCharsets.US_ASCII));
        } catch (ErrnoException e) {
            System.getLogger(NotifySocket.class.getName())
                    .log(System.Logger.Level.WARNING, "the service manager cannot be told", e);
        }
    }
}
