package dev.immure.cli.pipeline;

import dev.immure.core.ImmureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is done behind the back of those who ask for runs: sandboxes are put up and taken away. When too much of it waits, who
 * adds to it does it himself, so that no run leaves more behind than can be cleared.
 */
final class Background implements Executor, AutoCloseable {
    private static final int MOST_WAITING = 64;

    private final ExecutorService workers = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("immure-behind-", 0).factory());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("immure-idle").factory());
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final List<ScheduledFuture<?>> repeated = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    @Override
    public void execute(Runnable task) {
        if (!room.tryAcquire()) {
            attempt(task);
            return;
        }
        workers.execute(() -> {
            try {
                attempt(task);
            } finally {
                room.release();
            }
        });
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
