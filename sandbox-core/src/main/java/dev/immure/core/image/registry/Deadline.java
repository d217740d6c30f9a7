package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.time.Duration;

/** Until when something has to be whole, however often it is tried. */
final class Deadline {
    private final long end;
    private final Duration given;
    private final String on;

    private Deadline(long end, Duration given, String on) {
        this.end = end;
        this.given = given;
        this.on = on;
    }

    /** @param on what is waited for, for the message */
    static Deadline in(Duration time, String on) {
        return new Deadline(System.nanoTime() + time.toNanos(), time, on);
    }

    /** The nanoseconds left, at most {@code most}. */
    long left(Duration most) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw passed();
        }
        return Math.min(left, most.toNanos());
    }

    /** Whether so much time is left. */
    boolean allows(Duration time) {
        return end - System.nanoTime() > time.toNanos();
    }

    private RuntimeException passed() {
        return RegistryFault.TIME.at("cannot fetch", on, "it is not whole after " + given.toSeconds() + " s");
    }
}
