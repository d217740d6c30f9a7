package dev.immure.cli.serve;

import dev.immure.cli.serve.pool.PoolSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How much the service does at a time, for everybody and for one caller.
 *
 * @param parallel runs at a time, 1 to 4096
 * @param queue runs that wait beyond these, 0 to 100,000
 * @param callerRunning runs of one caller at a time, 1 to {@code parallel}
 * @param callerQueued runs of one caller that wait, at most {@code queue}
 * @param drainTime what runs are given to end by themselves when the service is to end
 * @param keepRuns ended runs whose receipt and output can be asked for
 * @param keepOutput bytes of standard output that are kept of a run, and as many of standard error; 0 to 64 MiB
 * @param pool sandboxes that stand ready before they are asked for; of the service's start
 * @param tls the door for callers on other machines; where it is, is of the service's start
 */
public record ServeSettings(
        int parallel,
        int queue,
        int callerRunning,
        int callerQueued,
        Duration drainTime,
        int keepRuns,
        int keepOutput,
        PoolSettings pool,
        Optional<TlsSettings> tls) {
    public static final int MOST_PARALLEL = 4096;
    public static final int MOST_QUEUE = 100_000;
    public static final int MOST_KEPT = 100_000;
    public static final int MOST_OUTPUT = 64 << 20;

    public ServeSettings {
        Objects.requireNonNull(pool, "pool is null");
        Objects.requireNonNull(tls, "tls is null");
        within("parallel", parallel, 1, MOST_PARALLEL);
        within("queue", queue, 0, MOST_QUEUE);
        within("caller-running", callerRunning, 1, MOST_PARALLEL);
        within("caller-queued", callerQueued, 0, MOST_QUEUE);
        within("keep-runs", keepRuns, 0, MOST_KEPT);
        within("keep-output", keepOutput, 0, MOST_OUTPUT);
        if (drainTime.isNegative() || drainTime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("drain-time is at most 1h");
        }
    }

    /** A run for each processor, a minute's worth of short ones waiting, and of one caller as much as of all. */
    public static ServeSettings defaults() {
        int parallel = Math.min(Runtime.getRuntime().availableProcessors(), MOST_PARALLEL);
        return new ServeSettings(
                parallel,
                256,
                parallel,
                64,
                Duration.ofSeconds(30),
                64,
                256 << 10,
                PoolSettings.DEFAULT,
                Optional.empty());
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most);
        }
    }
}
