package dev.immure.core.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as a stream that does not wait for ever. The JDK's own stream does: a request's timeout ends with
 * the head of the answer. Asks for the next part only when the last one was read, so that memory is bounded.
 */
final class TimedBody extends InputStream implements BodySubscriber<TimedBody> {
    /** A part of the body, its end, or why there is no more. */
    private record Part(List<ByteBuffer> bytes, boolean end, Optional<Throwable> loss) {}

    private final Duration idle;
    private final Deadline deadline;
    private final LinkedBlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private final Object lock = new Object();
    private Optional<Subscription> subscription = Optional.empty();
    private boolean closed;
    private boolean ended;

    TimedBody(Duration idle, Deadline deadline) {
        this.idle = idle;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        synchronized (lock) {
            subscription = Optional.of(given);
            if (closed) {
                given.cancel();
                return;
            }
        }
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        parts.add(new Part(bytes, false, Optional.empty()));
    }

    @Override
    public void onError(Throwable loss) {
        parts.add(new Part(List.of(), true, Optional.of(loss)));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), true, Optional.empty()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (current.isEmpty()) {
            if (ended) {
                return -1;
            }
            take();
        }
        ByteBuffer buffer = current.getFirst();
        int got = Math.min(length, buffer.remaining());
        buffer.get(into, offset, got);
        dropEmpty();
        return got;
    }

    private void take() throws IOException {
        Part part = next();
        ended = part.end();
        if (part.loss().isPresent()) {
            throw new IOException("the connection broke", part.loss().get());
        }
        current.addAll(part.bytes());
        dropEmpty();
        if (!ended) {
            subscription().ifPresent(given -> given.request(1));
        }
    }

    private Part next() throws IOException {
        try {
            Part part = parts.poll(deadline.left(idle), TimeUnit.NANOSECONDS);
            if (part == null) {
                throw new HttpTimeoutException("no byte came for " + idle.toSeconds() + " s");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void dropEmpty() {
        while (!current.isEmpty() && !current.getFirst().hasRemaining()) {
            current.removeFirst();
        }
    }

    private Optional<Subscription> subscription() {
        synchronized (lock) {
            return subscription;
        }
    }

    /** Ends the connection when not everything was read. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            subscription.ifPresent(Subscription::cancel);
        }
    }
}
