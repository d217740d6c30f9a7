package dev.immure.core.launch;

import dev.immure.core.plan.WindowSize;

/**
 * The terminal of whoever called Immure: its size, and its mode while keys go to the program as they are. It stays outside
 * the sandbox.
 */
public interface CallerTerminal {
    /** Until it is closed, keys come as they are. */
    interface Keys extends AutoCloseable {
        /** Sets the terminal as it was. */
        @Override
        void close();
    }

    /** Whether standard input is a terminal. */
    boolean isInput();

    /** The size of its window; 0 by 0 when neither standard output nor standard input is a terminal. */
    WindowSize size();

    /**
     * Passes every key on as it is: none sends a signal to Immure, and nothing is echoed.
     *
     * @throws dev.immure.core.ImmureException with {@link LaunchFault#TERMINAL}
     */
    Keys raw();

    /** That of this process's standard streams. */
    static CallerTerminal ofProcess() {
        return new ProcessTerminal();
    }
}
