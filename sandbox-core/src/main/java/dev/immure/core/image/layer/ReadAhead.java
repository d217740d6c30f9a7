package dev.immure.core.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream on a thread of its own, a bounded way ahead of whoever takes the chunks: while one processor inflates and
 * hashes the blob, another hashes and writes what came out. Chunks and the fault that ended them come in the order of the
 * stream, so the outcome is that of reading without a second thread.
 *
 * <p>A platform thread: the work is computing and system calls that a virtual thread would be pinned in.
 */
final class ReadAhead implements AutoCloseable {
    /** Large enough that handing over costs nothing beside inflating; all of them fit a processor's second-level cache. */
    private static final int CHUNK = 1 << 17;

    private static final int CHUNKS = 4;

    /** A part of the stream, valid until the next one is asked for. */
    static final class Chunk {
        private final byte[] bytes = new byte[CHUNK];
        private int length;
        private long sourceCount;
        private boolean last;
        private boolean broken;

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        /** What the source had used up when this part was complete. */
        long sourceCount() {
            return sourceCount;
        }
    }

    private final InputStream in;
    private final LongSupplier sourceCount;
    private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS);
    private final FutureTask<?> reading = new FutureTask<>(this::produce);
    private final Thread producer;
    private @Nullable Chunk taken;
    private boolean ended;
    private boolean broken;
    private volatile boolean cancelled;

    /**
     * Starts reading. Until {@link #close} has returned, nobody else may touch the stream.
     *
     * @param sourceCount asked on the reading thread, after each chunk
     */
    ReadAhead(InputStream in, LongSupplier sourceCount) {
        this.in = in;
        this.sourceCount = sourceCount;
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk());
        }
        this.producer = Thread.ofPlatform().daemon().name("immure-read-ahead").unstarted(reading);
        producer.start();
    }

    /** The next part; empty at the end of the stream. What reading threw is thrown here, after all that came before it. */
    Optional<Chunk> next() throws IOException {
        giveBack();
        if (!ended) {
            Chunk chunk = take(full);
            taken = chunk;
            ended = chunk.last;
            broken = chunk.broken;
            if (chunk.length > 0) {
                return Optional.of(chunk);
            }
        }
        if (broken) {
            throw failure();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the reading where it stands and waits for it. The stream itself stays open, to be read on by the caller. */
    void stop() {
        cancelled = true;
        giveBack();
        List<Chunk> unused = new ArrayList<>(CHUNKS);
        full.drainTo(unused);
        free.addAll(unused);
        boolean interrupted = false;
        while (producer.isAlive()) {
            try {
                producer.join();
            } catch (InterruptedException e) {
                // Not before it is over: the stream is the caller's again when this returns.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong is kept by the task that this runs in. */
    private boolean produce() throws IOException, InterruptedException {
        boolean last = false;
        while (!last) {
            Chunk chunk = free.take();
            chunk.length = 0;
            chunk.last = true;
            chunk.broken = true;
            try {
                fill(chunk);
                chunk.broken = false;
            } finally {
                chunk.sourceCount = sourceCount.getAsLong();
                last = chunk.last;
                // There are as many places as chunks: this does not block.
                full.add(chunk);
            }
        }
        return true;
    }

    private void fill(Chunk chunk) throws IOException {
        boolean end = cancelled;
        while (!end && chunk.length < CHUNK) {
            int got = in.read(chunk.bytes, chunk.length, CHUNK - chunk.length);
            end = got < 0;
            chunk.length += Math.max(0, got);
        }
        chunk.last = end;
    }

    private void giveBack() {
        Chunk chunk = taken;
        taken = null;
        if (chunk != null) {
            free.add(chunk);
        }
    }

    private static Chunk take(BlockingQueue<Chunk> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IOException failure() throws IOException {
        try {
            reading.get();
            throw new AssertionError("a chunk is broken, and the reading is not");
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                return cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new AssertionError(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
}
