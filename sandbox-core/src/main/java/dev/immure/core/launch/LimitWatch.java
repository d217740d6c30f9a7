package dev.immure.core.launch;

import dev.immure.core.ImmureException;
import dev.immure.core.resource.CpuClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Ends a sandbox when its CPU or wall time is used up. It sleeps until the limit could be reached at the earliest, and
 * looks every millisecond near the end: no fixed period, so neither wakeups for nothing nor a late kill.
 */
final class LimitWatch implements Runnable {
    private static final long FOREVER = Long.MAX_VALUE;

    private final TimeLimits limits;
    private final LongSupplier cpuNanos;
    private final CpuClock clock;
    private final long start;
    private final Consumer<EndCause> end;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param cpuNanos the meter; asked only when there is a limit on it
     * @param startNanos of System.nanoTime()
     * @param end called at most once, by the thread that runs this
     */
    LimitWatch(TimeLimits limits, LongSupplier cpuNanos, CpuClock clock, long startNanos, Consumer<EndCause> end) {
        this.limits = limits;
        this.cpuNanos = cpuNanos;
        this.clock = clock;
        this.start = startNanos;
        this.end = end;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            while (true) {
                long cpuLeft = left(limits.cpuTimeToEnd().map(Duration::toNanos).orElse(FOREVER), cpuTime());
                long wallLeft =
                        left(limits.wallTime().map(Duration::toNanos).orElse(FOREVER), System.nanoTime() - start);
                if (cpuLeft <= 0 || wallLeft <= 0) {
                    end.accept(cpuLeft <= 0 ? EndCause.CPU_TIME : EndCause.WALL_TIME);
                    return;
                }
                long untilCpu = cpuLeft == FOREVER ? FOREVER : clock.nanosUntilNextLook(cpuLeft);
                if (stopped.await(Math.min(untilCpu, wallLeft), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ImmureException e) {
            // No meter, no limit: what cannot be watched may not go on.
            end.accept(EndCause.INTERRUPTED);
        }
    }

    private long cpuTime() {
        return limits.cpuTime().isPresent() ? cpuNanos.getAsLong() : 0;
    }

    private static long left(long limit, long used) {
        return limit == FOREVER ? FOREVER : limit - used;
    }
}
