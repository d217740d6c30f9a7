package dev.immure.cli.serve.metrics;

import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.RunQueue;
import dev.immure.cli.serve.RunWatcher;
import dev.immure.cli.serve.ServedRun;
import dev.immure.cli.serve.Stages;
import dev.immure.cli.serve.pool.PoolMiss;
import dev.immure.cli.serve.pool.PoolStatistics;
import dev.immure.core.audit.Figure;
import dev.immure.core.audit.Receipt;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * What the service counts: docs/service.md lists it. No label has more values than are known beforehand, or than
 * {@link Bounded} lets it have: what callers choose makes no new series.
 */
public final class ServiceMetrics implements RunWatcher {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** From half a millisecond to a minute. */
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60
    };

    /** From a mebibyte to 4 GiB. */
    private static final double[] BYTES = {
        0x1p20, 0x1p22, 0x1p24, 0x1p26, 0x1p27, 0x1p28, 0x1p29, 0x1p30, 0x1p31, 0x1p32
    };

    private static final double NANOS = 1e-9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Bounded rules = new Bounded(200);
    private final Bounded walls = new Bounded(32);
    private final Counter runs = counter("immure_runs", "Runs by verdict, or by why there was none", "verdict");
    private final Counter refusals = counter("immure_queue_refusals", "Runs that were not taken, by code", "code");
    private final Counter denials = counter("immure_policy_denials", "Denials by the rule that said it", "rule");
    private final Counter stopped = counter("immure_wall_denials", "Runs in which a wall stopped something", "wall");
    private final Histogram stages =
            histogram("immure_run_stage_seconds", "Time that a run spends in a stage", SECONDS, "stage");
    private final Histogram cpu = histogram("immure_run_cpu_seconds", "CPU time of a run's program", SECONDS);
    private final Histogram memory = histogram("immure_run_memory_bytes", "Most memory of a run", BYTES);
    private final Counter output = counter("immure_run_output_bytes", "What programs wrote to their streams");

    private ServiceMetrics() {}

    /** Of this queue, from now on. */
    public static ServiceMetrics of(RunQueue queue) {
        ServiceMetrics metrics = new ServiceMetrics();
        metrics.gauge("immure_queue_length", "Runs that wait", queue::queued);
        metrics.gauge("immure_runs_running", "Runs that are under way", queue::running);
        metrics.gauge(
                "immure_pool_ready",
                "Sandboxes that stand ready",
                () -> queue.pool().ready());
        metrics.count(
                "immure_pool_hits",
                "Sandboxes that stood ready and were taken for a run",
                () -> queue.pool().hits());
        metrics.misses(queue);
        metrics.count(
                "immure_pool_unusable",
                "Stood ready, and had died or did not fit when they were taken",
                () -> queue.pool().unusable());
        metrics.count(
                "immure_pool_discarded",
                "Made ready and never used",
                () -> queue.pool().discarded());
        metrics.count(
                "immure_pool_failures",
                "Could not be made ready",
                () -> queue.pool().failed());
        metrics.count("immure_leftovers", "Removals behind a run that failed", queue::leftovers);
        queue.watch(metrics);
        return metrics;
    }

    /** Every reason from the start on: a rate of what is not there yet cannot be asked for. */
    private void misses(RunQueue queue) {
        CounterWithCallback.builder()
                .name("immure_pool_misses")
                .help("Runs for which none stood ready, by why")
                .labelNames("reason")
                .callback(callback -> {
                    PoolStatistics pool = queue.pool();
                    for (PoolMiss why : PoolMiss.values()) {
                        callback.call((double) pool.misses(why), why.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private void count(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    @Override
    public void ended(ServedRun run, RunEnd end) {
        switch (end) {
            case RunEnd.Ended ended -> measured(ended.result().receipt());
            // Its receipt went to its caller.
            case RunEnd.Answered ignored -> runs.labelValues("answered").inc();
            case RunEnd.Failed failed ->
                runs.labelValues(failed.fault().code().kind().name().toLowerCase(Locale.ROOT))
                        .inc();
        }
        run.denials().forEach(rule -> denials.labelValues(rules.value(rule)).inc());
        for (Stages.Stage stage : Stages.Stage.values()) {
            run.stages()
                    .took(stage)
                    .ifPresent(time -> stages.labelValues(stage.name().toLowerCase(Locale.ROOT))
                            .observe(time.toNanos() * NANOS));
        }
    }

    private void measured(Receipt receipt) {
        Receipt.Result result = receipt.result();
        runs.labelValues(result.verdict().name()).inc();
        result.denied()
                .ifPresent(denial ->
                        stopped.labelValues(walls.value(denial.layer())).inc());
        figure(receipt, Figure.CPU_TIME, value -> cpu.observe(value * NANOS));
        figure(receipt, Figure.MEMORY_PEAK, value -> memory.observe((double) value));
        figure(receipt, Figure.STDOUT, output::inc);
        figure(receipt, Figure.STDERR, output::inc);
    }

    private static void figure(Receipt receipt, Figure figure, java.util.function.LongConsumer act) {
        Long value = receipt.result().measured().figures().get(figure);
        if (value != null) {
            act.accept(value);
        }
    }

    @Override
    public void refused(String code) {
        refusals.labelValues(code).inc();
    }

    /** As Prometheus reads it. */
    public byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }
}
