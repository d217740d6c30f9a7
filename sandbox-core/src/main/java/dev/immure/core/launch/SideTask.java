package dev.immure.core.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Work that goes on beside the thread that supervises a run: moving output, watching limits. Its threads are used again by
 * later runs, since starting one costs as much as starting a program. They are of the platform: what is done there waits in
 * system calls.
 */
final class SideTask {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("immure-side").factory());

    private final CountDownLatch ended = new CountDownLatch(1);

    private SideTask() {}

    /** @param name of the thread for as long as it does this */
    static SideTask start(String name, Runnable work) {
        SideTask task = new SideTask();
        THREADS.execute(() -> {
            Thread.currentThread().setName("immure-" + name);
            try {
                work.run();
            } finally {
                task.ended.countDown();
                Thread.currentThread().setName("immure-side");
            }
        });
        return task;
    }

    /**
     * Waits for its end, so long and no longer.
     *
     * @return whether it has come
     */
    boolean awaitEnd(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for its end. An interrupt does not cut that short; the flag is kept for the caller. */
    void join() {
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
