package dev.immure.cli.serve.http;

import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.ServedRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Who has sent a whole request and waits for the end of his run. HTTP/1.1 does not say that he has gone but by the end of
 * what he sends, and Jetty does not look while a request is handled: so his connection is read from now and then.
 */
final class WaitingCaller {
    private static final long LOOK_MILLIS = 500;

    private final EndPoint connection;
    private boolean mustClose;

    WaitingCaller(EndPoint connection) {
        this.connection = connection;
    }

    /** Ends the run when he is gone before that has ended. */
    HttpReply await(ServedRun run) {
        CompletableFuture<RunEnd> end = run.end();
        while (!hasEnded(end)) {
            if (!mustClose && isGone()) {
                run.interrupt();
                break;
            }
        }
        HttpReply reply = RunJson.ended(run, end.join());
        return mustClose ? reply.closing() : reply;
    }

    private static boolean hasEnded(CompletableFuture<RunEnd> end) {
        try {
            end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // It is never completed so; join() tells.
            return true;
        } catch (InterruptedException e) {
            // The server ends.
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * A byte that comes instead is of a further request, which nobody sends before he has the answer to one that must not
     * be repeated (RFC 9112, section 9.3.2): that is not answered, and the connection closed behind this one.
     */
    private boolean isGone() {
        ByteBuffer one = BufferUtil.allocate(1);
        try {
            int read = connection.fill(one);
            mustClose = read > 0;
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
