package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.launch.LaunchFault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private static final int MORE_THAN_WAIT = 200;

    private final AtomicInteger done = new AtomicInteger();

    @Test
    void everythingThatWasLeftIsDoneBeforeTheEnd() {
        try (Background background = new Background()) {
            for (int i = 0; i < MORE_THAN_WAIT; i++) {
                background.execute(done::incrementAndGet);
            }
        }
        assertThat(done).hasValue(MORE_THAN_WAIT);
    }

    @Test
    void whoLeavesMoreThanCanWaitDoesItHimself() {
        CountDownLatch hold = new CountDownLatch(1);
        Thread self = Thread.currentThread();
        AtomicInteger own = new AtomicInteger();
        try (Background background = new Background()) {
            for (int i = 0; i < MORE_THAN_WAIT; i++) {
                background.execute(() -> {
                    if (Thread.currentThread() == self) {
                        own.incrementAndGet();
                    } else {
                        await(hold);
                    }
                });
            }
            hold.countDown();
        }
        assertThat(own).hasValue(MORE_THAN_WAIT - 64);
    }

    @Test
    void whatFailsIsCountedAndEndsNothing() {
        Background background = new Background();
        try (background) {
            background.execute(() -> {
                throw new ImmureException(new Fault(LaunchFault.LEFTOVER, "cannot remove", "it", "busy", "Wait"));
            });
            background.execute(done::incrementAndGet);
        }
        assertThat(background.failures()).isEqualTo(1);
        assertThat(done).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
