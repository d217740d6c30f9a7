package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Terminals;
import dev.immure.core.plan.WindowSize;
import java.util.concurrent.atomic.AtomicBoolean;

/** The terminal of this process's standard streams. The end of the JVM by a signal sets it as it was, too. */
final class ProcessTerminal implements CallerTerminal {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;

    @Override
    public boolean isInput() {
        return Terminals.isTerminal(STDIN);
    }

    @Override
    public WindowSize size() {
        for (int fd : new int[] {STDOUT, STDIN}) {
            try {
                Terminals.Size size = Terminals.size(fd);
                return new WindowSize(size.rows(), size.columns());
            } catch (ErrnoException e) {
                // ENOTTY: the other one may be a terminal.
                System.getLogger(ProcessTerminal.class.getName()).log(System.Logger.Level.TRACE, e.getMessage());
            }
        }
        return new WindowSize(0, 0);
    }

    @Override
    public Keys raw() {
        try {
            Terminals.Mode before = Terminals.mode(STDIN);
            AtomicBoolean restored = new AtomicBoolean();
            Runnable restore = () -> {
                if (restored.compareAndSet(false, true)) {
                    set(before);
                }
            };
            // Runtime.addShutdownHook: a signal that ends the JVM does not come past close().
            Thread hook = new Thread(restore, "immure-terminal");
            Runtime.getRuntime().addShutdownHook(hook);
            Terminals.set(STDIN, Terminals.raw(before));
            return () -> {
                restore.run();
                remove(hook);
            };
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.TERMINAL,
                            "cannot use",
                            "the terminal of standard input",
                            e.getMessage(),
                            "Leave out -t, or call it from a terminal"),
                    e);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Runtime.removeShutdownHook: the JVM is going down already, and the hook has found nothing left to do.
            System.getLogger(ProcessTerminal.class.getName()).log(System.Logger.Level.DEBUG, "going down");
        }
    }

    private static void set(Terminals.Mode mode) {
        try {
            Terminals.set(STDIN, mode);
        } catch (ErrnoException e) {
            // EIO after a hangup: there is no terminal any more that could be set.
            System.getLogger(ProcessTerminal.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }
}
