package dev.immure.cli.serve;

/** Told of what the queue does; returns at once and throws nothing. */
public interface RunWatcher {
    /** A run has come to its end, whichever. */
    void ended(ServedRun run, RunEnd end);

    /**
     * A run was not taken.
     *
     * @param code of the fault that its caller got
     */
    void refused(String code);

    /** Nobody looks. */
    RunWatcher NONE = new RunWatcher() {
        @Override
        public void ended(ServedRun run, RunEnd end) {}

        @Override
        public void refused(String code) {}
    };
}
