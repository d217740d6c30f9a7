package dev.immure.cli.pipeline;

import dev.immure.core.launch.SandboxRun;

/** Told that a sandbox is about to start; what it returns is closed when the sandbox has ended. */
@FunctionalInterface
public interface RunListener {
    AutoCloseableListener started(SandboxRun run);

    /** For callers that do not interrupt. */
    static RunListener none() {
        return run -> () -> {};
    }
}
