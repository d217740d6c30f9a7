package dev.immure.cli.pipeline;

/**
 * An open image in the hands of one run.
 *
 * @param release for who opened it, to close it when nobody uses it any more
 */
record ImageUse(OpenImage image, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
