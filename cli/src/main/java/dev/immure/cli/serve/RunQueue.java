package dev.immure.cli.serve;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.serve.pool.PoolStatistics;
import dev.immure.core.ImmureException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of the service: so many at a time, so many that wait, no more of one caller than his share. Who comes first
 * runs first, but a caller who already has his share lets others pass.
 *
 * <p>Runs are carried out by platform threads, since a call into the kernel would hold up the carrier of a virtual one.
 */
public final class RunQueue implements AutoCloseable {
    private final Optional<Path> api;
    private final Function<ServedRun, RunEnd> work;
    private final Consumer<Runnable> starter;
    private final Workplaces places;
    private final SecureRandom random = new SecureRandom();

    // All guarded by this.
    private ServeSettings settings;
    private final Set<ServedRun> waiting = new LinkedHashSet<>();
    private final Set<ServedRun> running = new LinkedHashSet<>();
    /** Of those that are under way: only their callers are not done with them. */
    private final Set<ServedRun> lingering = new HashSet<>();

    private final Map<String, ServedRun> kept = new LinkedHashMap<>();
    /** Of those that are kept, by caller; the oldest first. */
    private final Map<String, Deque<ServedRun>> ended = new HashMap<>();

    private int workers;
    private boolean open = true;
    private RunWatcher watcher = RunWatcher.NONE;

    /**
     * @param api the socket of the API
     * @param work carries out a run and never throws
     */
    RunQueue(ServeSettings settings, Optional<Path> api, Function<ServedRun, RunEnd> work) {
        this(settings, api, work, RunQueue::start);
    }

    /** @param starter has something done by a thread of its own, or throws {@link OutOfMemoryError} */
    RunQueue(ServeSettings settings, Optional<Path> api, Function<ServedRun, RunEnd> work, Consumer<Runnable> starter) {
        this.starter = starter;
        this.settings = settings;
        this.api = api;
        this.places = new Workplaces(settings.pool());
        this.work = work;
    }

    /** Told of everything from now on. */
    public synchronized void watch(RunWatcher next) {
        watcher = next;
    }

    /**
     * Takes a run, to be carried out when its turn comes.
     *
     * @throws dev.immure.core.ImmureException with {@link ServeFault#BUSY}, {@link ServeFault#CALLER_BUSY} or
     *     {@link ServeFault#DRAINING}
     */
    public synchronized ServedRun submit(RunOrder order) {
        try {
            requireRoom(order);
        } catch (ImmureException e) {
            watcher.refused(e.fault().code().id());
            throw e;
        }
        ServedRun run = new ServedRun(newId(), order, api);
        waiting.add(run);
        kept.put(run.id(), run);
        // Its place is free at once when it was ended while it waited.
        run.whenEnded(end -> leave(run, end));
        run.onStall(() -> linger(run));
        dispatch();
        return run;
    }

    private void requireRoom(RunOrder order) {
        if (!open) {
            throw ServeFault.DRAINING.at(
                    "cannot take the run of", order.image(), "the service is about to end", "Ask the next one");
        }
        long own = of(waiting, order.caller());
        boolean atOnce = running.size() - lingering.size() < settings.parallel()
                && of(running, order.caller()) < settings.callerRunning()
                && own == 0;
        if (!atOnce && waiting.size() >= settings.queue()) {
            throw ServeFault.BUSY.at(
                    "cannot take the run of",
                    order.image(),
                    waiting.size() + " runs wait already",
                    "Ask again in some seconds, or raise queue in the section serve");
        }
        if (!atOnce && own >= settings.callerQueued()) {
            throw ServeFault.CALLER_BUSY.at(
                    "cannot take the run of",
                    order.image(),
                    own + " runs of " + order.caller().name() + " wait already",
                    "Ask again when one of them has ended");
        }
    }

    private static long of(Set<ServedRun> runs, ServiceCaller caller) {
        return runs.stream()
                .filter(run -> run.order().caller().name().equals(caller.name()))
                .count();
    }

    private synchronized void leave(ServedRun run, RunEnd end) {
        watcher.ended(run, end);
        waiting.remove(run);
        ended.computeIfAbsent(run.order().caller().name(), name -> new ArrayDeque<>())
                .add(run);
        forget();
        notifyAll();
    }

    private synchronized void dispatch() {
        while (workers < Math.min(settings.parallel(), running.size() - lingering.size() + waiting.size())) {
            workers++;
            try {
                starter.accept(this::carryOut);
            } catch (OutOfMemoryError e) {
                // pthread_create(3), EAGAIN. What waits is for the threads that are there, or for the next try.
                workers--;
                System.getLogger(RunQueue.class.getName()).log(System.Logger.Level.ERROR, "no thread for a run", e);
                return;
            }
        }
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().daemon().name("immure-run").start(work);
    }

    /** A run of which nothing runs any more leaves its place, not its caller's share: whoever does not read keeps out nobody else. */
    private synchronized void linger(ServedRun run) {
        if (running.contains(run) && lingering.add(run)) {
            workers--;
            dispatch();
        }
    }

    /** After the end of one whose thread has nothing more to do, since another has its place. */
    private synchronized boolean leftBefore(ServedRun run) {
        boolean left = lingering.remove(run);
        if (left) {
            running.remove(run);
            notifyAll();
            dispatch();
        }
        return left;
    }

    /** One thread: takes what is next, until nothing is. */
    private void carryOut() {
        for (ServedRun run = next(); run != null; run = next()) {
            RunEnd end = work.apply(run);
            synchronized (this) {
                if (!lingering.contains(run)) {
                    running.remove(run);
                }
            }
            run.finish(end);
            if (leftBefore(run)) {
                return;
            }
        }
    }

    private synchronized @Nullable ServedRun next() {
        for (Iterator<ServedRun> all = waiting.iterator(); workers <= settings.parallel() && all.hasNext(); ) {
            ServedRun run = all.next();
            if (of(running, run.order().caller()) < settings.callerRunning()) {
                all.remove();
                if (run.begin()) {
                    running.add(run);
                    return run;
                }
            }
        }
        workers--;
        notifyAll();
        return null;
    }

    /** Of the caller who has the most that have ended the oldest goes: nobody's results make way for the noise of another. */
    private void forget() {
        int all = ended.values().stream().mapToInt(Deque::size).sum();
        for (; all > settings.keepRuns(); all--) {
            Map.Entry<String, Deque<ServedRun>> most = Collections.max(
                    ended.entrySet(),
                    Comparator.comparingInt(entry -> entry.getValue().size()));
            kept.remove(most.getValue().remove().id());
            if (most.getValue().isEmpty()) {
                ended.remove(most.getKey());
            }
        }
    }

    /** A run by the id that the service or the audit log has given it, when it is this caller's to see. */
    public synchronized ServedRun find(String id, ServiceCaller caller) {
        ServedRun found = kept.get(id);
        if (found == null) {
            found = kept.values().stream()
                    .filter(run -> run.runId().filter(id::equals).isPresent())
                    .findFirst()
                    .orElse(null);
        }
        // Whether another's run is there is nothing that he is told.
        if (found == null || !caller.mayTouch(found.order().caller())) {
            throw ServeFault.NO_RUN.at(
                    "cannot find run",
                    id,
                    "there is none, or it is not yours",
                    "See `immure ps` for those that are there");
        }
        return found;
    }

    /** Those that this caller may see, oldest first; of ended ones the last. */
    public synchronized List<ServedRun> list(ServiceCaller caller) {
        return kept.values().stream()
                .filter(run -> caller.mayTouch(run.order().caller()))
                .toList();
    }

    public synchronized int queued() {
        return waiting.size();
    }

    public synchronized int running() {
        return running.size();
    }

    /** For a run of this setting, in the place that it shares with others. */
    public RunPipeline pipeline(RunSetting setting) {
        return places.pipeline(setting);
    }

    public PoolStatistics pool() {
        return places.pool();
    }

    /** How often something of a run could not be removed behind it. */
    public long leftovers() {
        return places.leftovers();
    }

    /** What runs have left for a time when there is less to do. */
    void settle() {
        dispatch();
        places.settle();
    }

    /** Whether it takes runs. */
    public synchronized boolean isOpen() {
        return open;
    }

    /** Bytes of each stream of a run that are kept. */
    public synchronized int keptOutput() {
        return settings.keepOutput();
    }

    /** Other limits from now on; what has been taken stays. */
    public synchronized void configure(ServeSettings other) {
        settings = other;
        places.forget();
        forget();
        dispatch();
    }

    /** Nothing new is taken. */
    public synchronized void stop() {
        open = false;
    }

    /**
     * Waits until every run has ended; ends those that are left when the time is over, and waits for them.
     *
     * @return whether all ended by themselves
     */
    public boolean drain(Duration patience) {
        stop();
        if (awaitEmpty(patience)) {
            return true;
        }
        endAll();
        awaitEmpty(Duration.ofSeconds(30));
        return false;
    }

    /** Ends every run now. */
    public void endAll() {
        List<ServedRun> left;
        synchronized (this) {
            left = new ArrayList<>(waiting);
            left.addAll(running);
        }
        left.forEach(ServedRun::interrupt);
    }

    private synchronized boolean awaitEmpty(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (!waiting.isEmpty() || workers > 0 || !lingering.isEmpty()) {
                long millis = (until - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String newId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
        places.close();
    }
}
