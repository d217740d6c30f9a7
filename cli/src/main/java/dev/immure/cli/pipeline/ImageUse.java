package dev.immure.cli.pipeline;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * An open image in the hands of one run.
 *
 * @param release for who opened it, to close it when nobody uses it any more
 * @param again another use of the same image, for what outlives the run; empty for one that is closed with it
 */
record ImageUse(OpenImage image, Runnable release, Optional<Supplier<ImageUse>> again) implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
