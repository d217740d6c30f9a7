package dev.immure.core.image.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A registry that says it will do better later. */
final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long seconds;

    /** @param after as the registry asked for */
    Busy(int status, Optional<Duration> after) {
        super("it answered with status " + status);
        this.status = status;
        this.seconds = after.map(Duration::toSeconds).orElse(-1L);
    }

    int status() {
        return status;
    }

    Optional<Duration> after() {
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /**
     * A header Retry-After in seconds; its other form, a date, is taken for none: the clocks of two machines differ.
     */
    static Optional<Duration> retryAfter(Optional<String> header) {
        return header.filter(text -> text.matches("[0-9]{1,9}")).map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
