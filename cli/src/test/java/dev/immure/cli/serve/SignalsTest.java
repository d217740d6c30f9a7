package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private static final int OFTEN = 20_000;

    private final AtomicInteger hurried = new AtomicInteger();

    @Test
    void theFirstWishToEndIsNeverTakenForTheSecond() throws InterruptedException {
        for (int i = 0; i < OFTEN; i++) {
            try (Signals signals = new Signals()) {
                Thread sender = Thread.ofVirtual().start(signals::end);
                assertThat(signals.next()).isEqualTo(Signals.Wish.END);
                signals.onNext(hurried::incrementAndGet);
                sender.join();
            }
        }
        assertThat(hurried).hasValue(0);
    }

    @Test
    void theSecondOneHurries() throws InterruptedException {
        try (Signals signals = new Signals()) {
            signals.end();
            signals.next();
            signals.onNext(hurried::incrementAndGet);
            signals.end();
        }
        assertThat(hurried).hasValue(1);
    }

    @Test
    void aSecondOneThatComesBeforeItCanHurryIsNotForgotten() {
        try (Signals signals = new Signals()) {
            signals.end();
            signals.end();
            signals.onNext(hurried::incrementAndGet);
        }
        assertThat(hurried).hasValue(1);
    }
}
