package dev.immure.core.launch;

import dev.immure.core.ImmureException;
import dev.immure.core.network.Traffic;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends a sandbox whose traffic limit is used up. The kernel holds the limit to the byte; what is left is to notice it, and
 * that within a few milliseconds.
 */
final class TrafficWatch implements Runnable {
    private static final long PERIOD_MILLIS = 5;

    private final Supplier<Traffic> meter;
    private final Consumer<EndCause> end;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param end called at most once, by the thread that runs this */
    TrafficWatch(Supplier<Traffic> meter, Consumer<EndCause> end) {
        this.meter = meter;
        this.end = end;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            while (!stopped.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                if (meter.get().limitReached()) {
                    end.accept(EndCause.TRAFFIC);
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
}
