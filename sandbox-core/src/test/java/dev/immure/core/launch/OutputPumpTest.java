package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutputPumpTest {
    private final ByteArrayOutputStream to = new ByteArrayOutputStream();
    private final AtomicInteger exceeded = new AtomicInteger();

    private OutputPump pump(InputStream from, OutputStream into, AtomicLong budget) {
        return new OutputPump(from, into, budget, exceeded::incrementAndGet);
    }

    private static InputStream bytes(int count) {
        byte[] content = new byte[count];
        for (int i = 0; i < count; i++) {
            content[i] = (byte) i;
        }
        return new ByteArrayInputStream(content);
    }

    @Test
    void passesOnEverythingWithinTheBudget() {
        OutputPump pump = pump(bytes(200_000), to, new AtomicLong(200_000));
        pump.run();
        assertThat(pump.moved()).isEqualTo(200_000);
        assertThat(to.toByteArray()).hasSize(200_000).startsWith(0, 1, 2, 3);
        assertThat(exceeded).hasValue(0);
    }

    @Test
    void cutsAtTheBudgetToTheByte() {
        OutputPump pump = pump(bytes(200_001), to, new AtomicLong(200_000));
        pump.run();
        assertThat(pump.moved()).isEqualTo(200_000);
        assertThat(to.size()).isEqualTo(200_000);
        assertThat(exceeded).hasValue(1);
    }

    @Test
    void aBudgetOfZeroAllowsSilenceOnly() {
        pump(bytes(0), to, new AtomicLong(0)).run();
        assertThat(exceeded).hasValue(0);
        pump(bytes(1), to, new AtomicLong(0)).run();
        assertThat(exceeded).hasValue(1);
        assertThat(to.size()).isZero();
    }

    @Test
    void twoPumpsShareOneBudget() {
        AtomicLong budget = new AtomicLong(100);
        OutputPump out = pump(bytes(70), to, budget);
        OutputPump err = pump(bytes(70), to, budget);
        out.run();
        assertThat(exceeded).hasValue(0);
        err.run();
        assertThat(exceeded).hasValue(1);
        assertThat(out.moved() + err.moved()).isEqualTo(100);
        assertThat(to.size()).isEqualTo(100);
    }

    @Test
    void twoPumpsAtOnceNeverPassOnMoreThanTheBudget() throws InterruptedException {
        AtomicLong budget = new AtomicLong(3_000_000);
        OutputPump out = pump(bytes(2_000_000), OutputStream.nullOutputStream(), budget);
        OutputPump err = pump(bytes(2_000_000), OutputStream.nullOutputStream(), budget);
        Thread other = Thread.ofPlatform().start(out);
        err.run();
        other.join();
        assertThat(out.moved() + err.moved()).isEqualTo(3_000_000);
        assertThat(exceeded.get()).isPositive();
    }

    @Test
    void aReaderThatGoesAwayDoesNotStopTheProgram() {
        AtomicInteger writes = new AtomicInteger();
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writes.incrementAndGet();
                throw new IOException("EPIPE");
            }
        };
        InputStream from = bytes(300_000);
        OutputPump pump = pump(from, gone, new AtomicLong(1_000_000));
        pump.run();
        // drained to the end and counted, but not written a second time
        assertThat(pump.moved()).isEqualTo(300_000);
        assertThat(writes).hasValue(1);
        assertThat(exceeded).hasValue(0);
    }

    @Test
    void theBudgetHoldsWhenNobodyReadsAnyMore() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("EPIPE");
            }
        };
        pump(bytes(300_000), gone, new AtomicLong(100_000)).run();
        assertThat(exceeded).hasValue(1);
    }

    @Test
    void readsToTheEndBeyondTheLimitSoThatTheKillAndNoBrokenPipeEndsTheProgram() {
        AtomicInteger closed = new AtomicInteger();
        ByteArrayInputStream from = new ByteArrayInputStream(new byte[300_000]) {
            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                super.close();
            }
        };
        pump(from, to, new AtomicLong(5)).run();
        assertThat(from.available()).isZero();
        assertThat(closed).hasValue(1);
        assertThat(exceeded).hasValue(1);
    }

    @Test
    void aPipeThatBreaksIsItsEnd() {
        InputStream broken = new ByteArrayInputStream(new byte[1]) {
            @Override
            public int read(byte[] into) throws IOException {
                throw new IOException("EIO");
            }
        };
        OutputPump pump = pump(broken, to, new AtomicLong(5));
        pump.run();
        assertThat(pump.moved()).isZero();
        assertThat(exceeded).hasValue(0);
    }
}
