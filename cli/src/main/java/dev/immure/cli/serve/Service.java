package dev.immure.cli.serve;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.unix.NotifySocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The resident service: doors in front, the queue behind. Open from its start until it is told to end. */
public final class Service implements AutoCloseable {
    private static final long UPKEEP_MILLIS = 500;

    private final RunQueue queue;
    private final ScheduledExecutorService upkeep;
    private final List<ScheduledFuture<?>> repeated = new CopyOnWriteArrayList<>();
    private final List<Door> doors = new ArrayList<>();

    private Service(ServeSettings settings, Optional<Path> api) {
        this.queue = new RunQueue(settings, api, Service::carryOut);
        this.upkeep = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("immure-upkeep").factory());
        repeated.add(upkeep.scheduleWithFixedDelay(this::settle, UPKEEP_MILLIS, UPKEEP_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * Tells the manager from time to time that the service is alive: by the queue's answer, for a queue that does not answer
     * is a service that does not.
     */
    public void beat(NotifySocket manager) {
        manager.watchdogInterval()
                .ifPresent(interval -> repeated.add(upkeep.scheduleAtFixedRate(
                        () -> {
                            queue.running();
                            manager.alive();
                        },
                        0,
                        interval.toNanos(),
                        TimeUnit.NANOSECONDS)));
    }

    private void settle() {
        try {
            queue.settle();
        } catch (ImmureException e) {
            // The next run that needs it meets the same, and tells its caller.
            System.getLogger(Service.class.getName()).log(System.Logger.Level.WARNING, "upkeep", e);
        }
    }

    /** @param api the socket of the API, where runs can be ended */
    public static Service of(ServeSettings settings, Path api) {
        return new Service(settings, Optional.of(api));
    }

    /** One without an API. */
    public static Service of(ServeSettings settings) {
        return new Service(settings, Optional.empty());
    }

    public RunQueue queue() {
        return queue;
    }

    /** Opened at once. */
    public void add(Door door) {
        door.open();
        doors.add(door);
    }

    /**
     * Takes nothing new, lets what runs end, and ends what has not after the time given. Every run has its end in the audit
     * log then, and whoever waited his answer.
     */
    public void drain(Duration patience) {
        queue.stop();
        doors.forEach(Door::shut);
        queue.drain(patience);
    }

    @Override
    public void close() {
        upkeep.close();
        queue.close();
        doors.forEach(Door::close);
    }

    private static RunEnd carryOut(ServedRun run) {
        RunOrder order = run.order();
        try {
            return order.work().run(run);
        } catch (ImmureException e) {
            return new RunEnd.Failed(e.fault());
        } catch (RuntimeException | Error e) {
            // Or the memory that one run took too much of: its thread and its place are everybody's. A defect ends one
            // run, told as such; the others must not go with it.
            System.getLogger(Service.class.getName())
                    .log(System.Logger.Level.ERROR, "run " + run.runId().orElse(run.id()), e);
            return new RunEnd.Failed(new Fault(
                    CliFault.DEFECT,
                    "cannot run",
                    order.image(),
                    String.valueOf(e),
                    "Report it with the service's log"));
        }
    }
}
