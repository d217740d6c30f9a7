package dev.immure.cli.serve.pool;

import java.time.Duration;

/**
 * How much is made ready before it is asked for.
 *
 * @param perKey of one kind, 0 to 64; 0 for no pool at all
 * @param keys kinds at a time, 1 to 1024; for one more, the one that was not asked for the longest time goes
 * @param idle after which one that nobody has asked for goes, 1 second to a day
 */
public record PoolSettings(int perKey, int keys, Duration idle) {
    public static final PoolSettings DEFAULT = new PoolSettings(2, 8, Duration.ofMinutes(1));

    /** Nothing is made before it is asked for. */
    public static final PoolSettings OFF = new PoolSettings(0, 1, Duration.ofMinutes(1));

    public PoolSettings {
        if (perKey < 0 || perKey > 64 || keys < 1 || keys > 1024) {
            throw new IllegalArgumentException("a pool has 0 to 64 of each of 1 to 1024 kinds");
        }
        if (idle.compareTo(Duration.ofSeconds(1)) < 0 || idle.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("idle is 1s to 24h");
        }
    }
}
