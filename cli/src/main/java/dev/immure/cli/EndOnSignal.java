package dev.immure.cli;

import dev.immure.cli.pipeline.RunListener;
import dev.immure.core.launch.SandboxRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sandbox when Immure is told to end (SIGINT, SIGTERM, SIGHUP), and keeps the JVM until it is gone. A SIGKILL
 * cannot be seen; the monitor process takes care of that.
 */
final class EndOnSignal implements RunListener {
    private static final long WAIT_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> hook = new AtomicReference<>();

    @Override
    public void started(SandboxRun run) {
        Thread thread = new Thread(() -> end(run), "immure-end");
        hook.set(thread);
        Runtime.getRuntime().addShutdownHook(thread);
    }

    @Override
    public void ended() {
        ended.countDown();
        Thread thread = hook.get();
        if (thread != null) {
            remove(thread);
        }
    }

    private static void remove(Thread thread) {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // Runtime.removeShutdownHook: the JVM is going down already, and the hook is what waits for us.
            System.getLogger(EndOnSignal.class.getName()).log(System.Logger.Level.DEBUG, "going down");
        }
    }

    private void end(SandboxRun run) {
        run.interrupt();
        try {
            if (!ended.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(EndOnSignal.class.getName())
                        .log(System.Logger.Level.WARNING, "the sandbox did not end within " + WAIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
