package dev.immure.cli.pipeline;

import dev.immure.core.ImmureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is done behind the back of those who ask for runs: sandboxes are put up and taken away. When too much of it waits, who
 * adds to it does it himself, so that no run leaves more behind than can be cleared.
 *
 * <p>It begins a moment late: what is left to do when a run has ended would otherwise take the processors from the threads and
 * programs by which its answer goes to its caller.
 */
final class Background implements Executor, AutoCloseable {
    private static final int MOST_WAITING = 64;

    /** An answer is on its way for less than this. */
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("immure-behind-", 0).factory());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("immure-idle").factory());
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final List<ScheduledFuture<?>> repeated = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it but close()
    public void execute(Runnable task) {
        if (!room.tryAcquire()) {
            attempt(task);
            return;
        }
        workers.schedule(
                () -> {
                    try {
                        attempt(task);
                    } finally {
                        room.release();
                    }
                },
                MOMENT.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    void repeat(Runnable task, Duration period) {
        repeated.add(clock.scheduleWithFixedDelay(
                () -> attempt(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (ImmureException e) {
            failures.incrementAndGet();
            System.getLogger(Background.class.getName())
                    .log(System.Logger.Level.WARNING, "behind a run: " + e.getMessage());
        }
    }

    /** Tasks that came to nothing. */
    long failures() {
        return failures.get();
    }

    /** Takes nothing more, and waits for what it has. */
    @Override
    public void close() {
        repeated.forEach(task -> task.cancel(false));
        clock.shutdownNow();
        workers.close();
    }
}
