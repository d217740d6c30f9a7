package dev.immure.core.launch;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.plan.WindowSize;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gives the program's terminal the size of the caller's, whenever that changes. It looks ten times a second: Java has no
 * supported way to hear of SIGWINCH, and a person does not see the difference.
 */
final class WindowWatch implements Runnable {
    private static final long PERIOD_MILLIS = 100;

    private final Terminal terminal;
    private final Supplier<WindowSize> wanted;
    private final CountDownLatch stopped = new CountDownLatch(1);

    WindowWatch(Terminal terminal, Supplier<WindowSize> wanted) {
        this.terminal = terminal;
        this.wanted = wanted;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            WindowSize last = wanted.get();
            terminal.resize(last);
            while (!stopped.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                WindowSize now = wanted.get();
                if (!now.equals(last)) {
                    terminal.resize(now);
                    last = now;
                }
            }
        } catch (ErrnoException e) {
            System.getLogger(WindowWatch.class.getName()).log(System.Logger.Level.DEBUG, "terminal", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
