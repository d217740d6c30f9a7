package dev.immure.core.launch;

import dev.immure.core.ImmureException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A run on a thread of its own, as the service would have it. */
final class RunInBackground {
    private final CompletableFuture<RunReport> future;

    RunInBackground(TestSandbox sandbox) {
        future = CompletableFuture.supplyAsync(
                sandbox::run, task -> Thread.ofPlatform().start(task));
    }

    /** Waits for its end. */
    RunReport report() throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImmureException fault) {
                throw fault;
            }
            throw new AssertionError(e);
        }
    }
}
