package dev.immure.core.image.registry;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a blob while they come in. When the connection breaks, the rest is asked for (RFC 9110, section 14); from a
 * server that sends all of it again, what was read is skipped. Either way the reader's hash covers every byte it got.
 */
public final class RemoteBlob extends InputStream {
    private static final int SKIP = 1 << 16;

    private final Asking asking;
    private final URI uri;
    private final Descriptor blob;
    private final Deadline deadline;
    private Answer answer;
    private long count;
    /** Tries since the last byte: one that brings something makes up for the failures before it. */
    private int failures;

    private Optional<ImmureException> end = Optional.empty();

    private RemoteBlob(Asking asking, URI uri, Descriptor blob, Deadline deadline, Answer answer) {
        this.asking = asking;
        this.uri = uri;
        this.blob = blob;
        this.deadline = deadline;
        this.answer = answer;
    }

    static Optional<RemoteBlob> open(Asking asking, URI uri, Descriptor blob, Deadline deadline) {
        String on = blob.digest().toString();
        Answer answer =
                asking.retries().run("cannot fetch", on, deadline, () -> asking.send(uri, Map.of(), on, deadline));
        boolean done = false;
        try {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            Asking.requireStatus(answer, on, 200);
            done = true;
            return Optional.of(new RemoteBlob(asking, uri, blob, deadline, answer));
        } finally {
            if (!done) {
                answer.close();
            }
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (end.isPresent()) {
            throw end.get();
        }
        try {
            return next(into, offset, length);
        } catch (ImmureException e) {
            // A reader that goes on to learn the digest would read from the wrong place.
            end = Optional.of(e);
            throw e;
        }
    }

    private int next(byte[] into, int offset, int length) {
        while (true) {
            try {
                int got = answer.body().read(into, offset, length);
                if (got >= 0) {
                    count += got;
                    failures = 0;
                    return got;
                }
                if (count >= blob.size()) {
                    return -1;
                }
                resume(new IOException("it ended after " + count + " of " + blob.size() + " bytes"));
            } catch (IOException e) {
                resume(e);
            }
        }
    }

    private void resume(IOException loss) {
        String on = blob.digest().toString();
        IOException cause = loss;
        while (true) {
            answer.close();
            failures++;
            asking.retries().await("cannot fetch", on, failures, cause, deadline);
            try {
                answer = asking.send(uri, Map.of("Range", "bytes=" + count + "-"), on, deadline);
                position(on);
                return;
            } catch (IOException e) {
                cause = e;
            }
        }
    }

    /** Brings the new answer to where the last one broke off. */
    private void position(String on) throws IOException {
        if (answer.status() == 206) {
            String range = answer.header("Content-Range").orElse("none");
            if (!range.startsWith("bytes " + count + "-")) {
                throw answer.flaw("Content-Range", "does not begin where the rest was asked for");
            }
            return;
        }
        Asking.requireStatus(answer, on, 200);
        byte[] skipped = new byte[SKIP];
        long left = count;
        while (left > 0) {
            int got = answer.body().read(skipped, 0, (int) Math.min(left, skipped.length));
            if (got < 0) {
                throw new IOException("it ended before what was read already");
            }
            left -= got;
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}
