package dev.immure.cli;

import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.core.runtime.Quantity;
import dev.immure.core.yaml.Fields;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The section {@code serve} of the configuration file: how much the service does at a time. All optional.
 *
 * <pre>
 * serve:
 *   parallel: 8             # runs at a time; default: one for each processor
 *   queue: 256              # runs that wait
 *   caller-running: 4       # of one caller; default: all
 *   caller-queued: 64
 *   drain-time: 30s         # what runs are given when the service ends
 *   keep-runs: 64           # ended runs that can be asked for
 *   keep-output: 256k       # of each of their two streams
 *   pool:                   # sandboxes that stand ready; what is changed here takes a restart
 *     size: 2               # of one kind; 0 for none
 *     kinds: 8
 *     idle: 60s
 * </pre>
 */
final class ServeSection {
    private final Fields fields;

    private ServeSection(Fields fields) {
        this.fields = fields;
    }

    static Optional<ServeSettings> read(Fields document) {
        Optional<Fields> serve = document.optionalMapping("serve");
        Optional<ServeSettings> settings = serve.flatMap(fields -> new ServeSection(fields).settings(document));
        serve.ifPresent(Fields::refuseOthers);
        return settings;
    }

    private Optional<ServeSettings> settings(Fields document) {
        ServeSettings standard = ServeSettings.defaults();
        int parallel = count("parallel").orElse(standard.parallel());
        Optional<Integer> queue = count("queue");
        Optional<Integer> callerRunning = count("caller-running");
        Optional<Integer> callerQueued = count("caller-queued");
        Optional<Duration> drain = parsed("drain-time", Quantity::duration);
        Optional<Integer> keepRuns = count("keep-runs");
        Optional<Integer> keepOutput = parsed("keep-output", text -> bounded(Quantity.bytes(text)));
        try {
            return Optional.of(new ServeSettings(
                    parallel,
                    queue.orElse(standard.queue()),
                    callerRunning.orElse(parallel),
                    callerQueued.orElse(standard.callerQueued()),
                    drain.orElse(standard.drainTime()),
                    keepRuns.orElse(standard.keepRuns()),
                    keepOutput.orElse(standard.keepOutput()),
                    pool(standard.pool())));
        } catch (IllegalArgumentException e) {
            document.fault("serve", "is out of bounds: " + e.getMessage());
            return Optional.empty();
        }
    }

    private PoolSettings pool(PoolSettings standard) {
        Optional<Fields> pool = fields.optionalMapping("pool");
        if (pool.isEmpty()) {
            return standard;
        }
        ServeSection section = new ServeSection(pool.get());
        PoolSettings read = new PoolSettings(
                section.count("size").orElse(standard.perKey()),
                section.count("kinds").orElse(standard.keys()),
                section.parsed("idle", Quantity::duration).orElse(standard.idle()));
        pool.get().refuseOthers();
        return read;
    }

    private Optional<Integer> count(String field) {
        return fields.optionalWhole(field).map(ServeSection::bounded);
    }

    /** What is too large for a number is too large for every bound. */
    private static int bounded(long number) {
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private <T> Optional<T> parsed(String field, Function<String, T> parser) {
        try {
            return fields.optionalText(field).map(parser);
        } catch (IllegalArgumentException e) {
            fields.fault(field, "is none: " + e.getMessage());
            return Optional.empty();
        }
    }
}
