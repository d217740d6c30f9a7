package dev.immure.cli;

import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.store.LayerCheck;
import dev.immure.signing.check.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the layers of an image through: whether they are those that were signed. */
final class ContentChecks {
    private ContentChecks() {}

    /**
     * One check for each layer, in order. Layers are read at the same time, as many as there are processors.
     *
     * @throws ImmureException when the host fails: a file cannot be read
     */
    static List<Check> of(ImageSource source) {
        ResolvedImage image = source.image();
        List<Descriptor> layers = image.manifest().layers();
        // Platform threads: the work is hashing and inflating, and never waits.
        try (ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Check>> running = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                LayerCheck check = new LayerCheck(
                        source, layers.get(i), image.config().diffIds().get(i), Limits.DEFAULT);
                running.add(workers.submit(() -> check(check)));
            }
            List<Check> checks = new ArrayList<>();
            for (Future<Check> result : running) {
                checks.add(join(result));
            }
            return checks;
        }
    }

    private static Check check(LayerCheck work) {
        Descriptor layer = work.layer();
        String input = layer.digest() + ", " + layer.size() + " bytes";
        Digest diffId = work.diffId();
        try {
            work.run();
            return Check.passed("layer-content", input, "diff_id " + diffId);
        } catch (ImmureException e) {
            if (e.fault().code().kind() != FaultKind.INPUT) {
                throw e; // of the host: it says nothing about the layer
            }
            return Check.failed("layer-content", input, "diff_id " + diffId, e.fault());
        }
    }

    private static Check join(Future<Check> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading layers", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImmureException fault) {
                throw fault;
            }
            throw new IllegalStateException(
                    "reading a layer failed in a way that is no fault of the layer", e.getCause());
        }
    }
}
