package dev.immure.cli.serve;

/** A way in. The service opens its doors when it is ready, and shuts them before it waits for its runs. */
public interface Door extends AutoCloseable {
    /**
     * Begins to accept.
     *
     * @throws dev.immure.core.ImmureException when it cannot; the service does not start then
     */
    void open();

    /** Accepts no more; who is inside still gets his answer. */
    void shut();

    /** Lets go of everybody. */
    @Override
    void close();
}
