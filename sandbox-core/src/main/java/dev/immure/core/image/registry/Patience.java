package dev.immure.core.image.registry;

import java.time.Duration;
import java.util.Objects;

/**
 * How long, and how often, a registry is given a chance.
 *
 * @param connect until a connection stands
 * @param answer until the head of an answer is there
 * @param idle between two bytes of an answer
 * @param document for a manifest, a list or a token, with all tries
 * @param bytesPerSecond a blob is given the time of a document, and one second more for each so many bytes
 * @param attempts at one request; what is lost in the middle is tried again as well
 * @param retries at all requests for one image together
 * @param requests for one image
 * @param firstPause before the second attempt; doubled each time
 * @param longestPause also of what the registry asks for: for more it is not waited
 * @param pause how it is waited
 */
public record Patience(
        Duration connect,
        Duration answer,
        Duration idle,
        Duration document,
        long bytesPerSecond,
        int attempts,
        int retries,
        int requests,
        Duration firstPause,
        Duration longestPause,
        Pause pause) {
    /** For people who wait. */
    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            32 << 10,
            5,
            20,
            10_000,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Thread::sleep);

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    public Patience {
        Objects.requireNonNull(pause, "pause is null");
        if (bytesPerSecond < 1 || attempts < 1 || retries < 0 || requests < 1) {
            throw new IllegalArgumentException("a registry is asked at least once");
        }
    }

    /** The most time for a blob of this size. */
    Duration blob(long size) {
        return document.plusSeconds(size / bytesPerSecond);
    }
}
