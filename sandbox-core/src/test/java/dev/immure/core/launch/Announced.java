package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Standard output of a sandbox, of which only the first byte matters: the program runs. */
final class Announced extends OutputStream {
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void write(int b) {
        first.countDown();
    }

    void await() throws InterruptedException {
        assertThat(first.await(30, TimeUnit.SECONDS)).as("the program runs").isTrue();
    }
}
