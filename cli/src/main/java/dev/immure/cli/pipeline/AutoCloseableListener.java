package dev.immure.cli.pipeline;

/** Ends a registration; throws nothing. */
@FunctionalInterface
public interface AutoCloseableListener extends AutoCloseable {
    @Override
    void close();
}
