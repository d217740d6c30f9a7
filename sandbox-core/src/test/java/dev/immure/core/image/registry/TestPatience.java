package dev.immure.core.image.registry;

import java.time.Duration;

/** Patience of tests: waits for nothing but the wire, and for that a second. */
public final class TestPatience {
    private TestPatience() {}

    public static Patience of(Patience.Pause pause) {
        return new Patience(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                1 << 20,
                4,
                10,
                200,
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                pause);
    }

    public static Patience impatient() {
        return of(time -> {});
    }
}
