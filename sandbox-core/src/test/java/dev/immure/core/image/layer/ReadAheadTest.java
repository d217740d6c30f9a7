package dev.immure.core.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {
    /** More than all chunks together. */
    private static final int LONG = 3_000_000;

    /** Endless or up to a fault, and counts what was taken of it. */
    private static final class Source extends InputStream {
        private final AtomicLong count = new AtomicLong();
        private final long faultAt;

        private Source(long faultAt) {
            this.faultAt = faultAt;
        }

        @Override
        public int read() {
            throw new AssertionError("not one by one");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (count.get() >= faultAt) {
                throw new IOException("the fault at " + faultAt);
            }
            int got = (int) Math.min(Math.min(length, 1000), faultAt - count.get());
            count.addAndGet(got);
            return got;
        }
    }

    @Test
    void givesTheBytesOfTheStreamInOrder() throws IOException {
        byte[] bytes = new byte[LONG];
        new Random(1).nextBytes(bytes);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(bytes), () -> 7)) {
            for (Optional<ReadAhead.Chunk> chunk = ahead.next(); chunk.isPresent(); chunk = ahead.next()) {
                assertThat(chunk.get().sourceCount()).isEqualTo(7);
                read.write(chunk.get().bytes(), 0, chunk.get().length());
            }
            assertThat(ahead.next()).as("the end stays the end").isEmpty();
        }
        assertThat(read.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aFaultComesAfterAllThatWasReadBeforeIt() throws IOException {
        try (ReadAhead ahead = new ReadAhead(new Source(LONG + 1), () -> 0)) {
            long got = 0;
            while (got < LONG + 1) {
                got += ahead.next().orElseThrow().length();
            }
            assertThat(got).isEqualTo(LONG + 1);
            assertThatThrownBy(ahead::next).isInstanceOf(IOException.class).hasMessage("the fault at " + (LONG + 1));
            assertThatThrownBy(ahead::next).as("and stays").isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsABoundedWayAheadAndLeavesTheStreamToItsCallerWhenClosed() throws IOException {
        Source endless = new Source(Long.MAX_VALUE);
        ReadAhead ahead = new ReadAhead(endless, endless.count::get);
        long used = ahead.next().orElseThrow().length();
        ahead.close();
        long taken = endless.count.get();
        assertThat(taken - used).as("four chunks of 128 KiB").isLessThanOrEqualTo(4 << 17);
        assertThat(endless.read(new byte[10], 0, 10)).isEqualTo(10);
        assertThat(endless.count.get()).as("nobody else reads").isEqualTo(taken + 10);
        ahead.close();
    }

    @Test
    void anErrorOfTheOtherThreadIsThrownHere() {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("not one by one");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                throw new AssertionError("broken");
            }
        };
        try (ReadAhead ahead = new ReadAhead(broken, () -> 0)) {
            assertThatThrownBy(ahead::next).isInstanceOf(AssertionError.class).hasMessage("broken");
        }
    }
}
