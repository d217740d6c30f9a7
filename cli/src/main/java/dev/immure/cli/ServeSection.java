package dev.immure.cli;

import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.TlsSettings;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.core.runtime.Quantity;
import dev.immure.core.yaml.Fields;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 *   tls:                    # a door for other machines; none without; listen takes a restart
 *     listen: 192.0.2.1:8443
 *     certificate: server.pem
 *     key: server.key
 *     clients: clients.pem
 * </pre>
 */
final class ServeSection {
    private final Path file;
    private final Fields fields;

    private ServeSection(Path file, Fields fields) {
        this.file = file;
        this.fields = fields;
    }

    static Optional<ServeSettings> read(Path file, Fields document) {
        Optional<Fields> serve = document.optionalMapping("serve");
        Optional<ServeSettings> settings = serve.flatMap(fields -> new ServeSection(file, fields).settings(document));
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
        Optional<TlsSettings> tls = tls();
        try {
            return Optional.of(new ServeSettings(
                    parallel,
                    queue.orElse(standard.queue()),
                    callerRunning.orElse(parallel),
                    callerQueued.orElse(standard.callerQueued()),
                    drain.orElse(standard.drainTime()),
                    keepRuns.orElse(standard.keepRuns()),
                    keepOutput.orElse(standard.keepOutput()),
                    pool(standard.pool()),
                    tls));
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
        ServeSection section = new ServeSection(file, pool.get());
        PoolSettings read = new PoolSettings(
                section.count("size").orElse(standard.perKey()),
                section.count("kinds").orElse(standard.keys()),
                section.parsed("idle", Quantity::duration).orElse(standard.idle()));
        pool.get().refuseOthers();
        return read;
    }

    /** All of it or nothing: a door that asks for no certificate there is not. */
    private Optional<TlsSettings> tls() {
        Optional<Fields> tls = fields.optionalMapping("tls");
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        ServeSection section = new ServeSection(file, tls.get());
        Optional<InetSocketAddress> listen =
                section.parsed("listen", TlsSettings::address, tls.get().text("listen"));
        Optional<Path> certificate = section.path("certificate");
        Optional<Path> key = section.path("key");
        Optional<Path> clients = section.path("clients");
        tls.get().refuseOthers();
        if (listen.isEmpty() || certificate.isEmpty() || key.isEmpty() || clients.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TlsSettings(listen.get(), certificate.get(), key.get(), clients.get()));
    }

    private Optional<Path> path(String field) {
        try {
            Optional<String> text = fields.text(field);
            if (text.filter(String::isBlank).isPresent()) {
                fields.fault(field, "is empty");
            }
            return text.map(file.toAbsolutePath()::resolveSibling).map(Path::normalize);
        } catch (InvalidPathException e) {
            fields.fault(field, "is not a path");
            return Optional.empty();
        }
    }

    private Optional<Integer> count(String field) {
        return fields.optionalWhole(field).map(ServeSection::bounded);
    }

    /** What is too large for a number is too large for every bound. */
    private static int bounded(long number) {
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private <T> Optional<T> parsed(String field, Function<String, T> parser) {
        return parsed(field, parser, fields.optionalText(field));
    }

    private <T> Optional<T> parsed(String field, Function<String, T> parser, Optional<String> text) {
        try {
            return text.map(parser);
        } catch (IllegalArgumentException e) {
            fields.fault(field, "is none: " + e.getMessage());
            return Optional.empty();
        }
    }
}
