package dev.immure.core.audit;

/** How the program's first process ended. */
public sealed interface Ending {
    /**
     * Ended by itself.
     *
     * @param status 0 to 255 (exit(3))
     */
    record Exited(int status) implements Ending {
        public Exited {
            if (status < 0 || status > 255) {
                throw new IllegalArgumentException("an exit status is 0 to 255");
            }
        }
    }

    /**
     * Ended by a signal.
     *
     * @param signal 1 to 64 (signal(7))
     */
    record Signaled(int signal) implements Ending {
        public Signaled {
            if (signal < 1 || signal > 64) {
                throw new IllegalArgumentException("a signal is 1 to 64");
            }
        }
    }

    /** Never ran: refused, or Immure failed first. */
    record NotStarted() implements Ending {}
}
