package dev.immure.core.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Moves one output stream of the sandbox to the caller, counting. The budget is shared by both streams; what is beyond it
 * is not passed on, and the sandbox is ended. Memory stays flat whatever the program writes.
 */
final class OutputPump implements Runnable {
    private static final int CHUNK = 1 << 16;

    private final InputStream from;
    private final OutputStream to;
    private final AtomicLong budget;
    private final Runnable onExceeded;
    private final AtomicLong moved = new AtomicLong();

    /** @param budget bytes that may still be passed on, by all pumps that share it */
    OutputPump(InputStream from, OutputStream to, AtomicLong budget, Runnable onExceeded) {
        this.from = from;
        this.to = to;
        this.budget = budget;
        this.onExceeded = onExceeded;
    }

    /** Bytes passed on so far. */
    long moved() {
        return moved.get();
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        boolean reader = true;
        boolean told = false;
        try (from) {
            int count = from.read(chunk);
            while (count >= 0) {
                long left = budget.getAndAdd(-count);
                int passed = (int) Math.max(0, Math.min(count, left));
                if (reader) {
                    reader = write(chunk, passed);
                }
                moved.addAndGet(passed);
                if (passed < count && !told) {
                    // Read on until the end: a pipe closed here would end the program by SIGPIPE before the kill does.
                    onExceeded.run();
                    told = true;
                }
                count = from.read(chunk);
            }
        } catch (IOException e) {
            System.getLogger(OutputPump.class.getName()).log(System.Logger.Level.DEBUG, "pipe of the sandbox", e);
        }
    }

    /** A caller that has closed its end (`immure run … | head`) is no reason to stop the program: it is drained. */
    private boolean write(byte[] chunk, int count) {
        try {
            to.write(chunk, 0, count);
            to.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
