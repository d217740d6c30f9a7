package dev.immure.cli.pipeline;

import dev.immure.core.launch.SandboxRun;
import dev.immure.policy.PolicyDecision;
import java.nio.file.Path;
import java.util.Optional;

/** Told of a sandbox's start and end, so that a signal to Immure can end it in between. */
public interface RunListener {
    /**
     * Before anything is done or recorded.
     *
     * @param runId by which the audit log and the receipt name the run
     */
    default void begun(String runId) {}

    /** What the policy has said of it. */
    default void decided(PolicyDecision decision) {}

    /** Just before the launch. */
    void started(SandboxRun run);

    /** Nothing of it runs any more, and only its caller does not take what it has written; perhaps several times. */
    default void stalled() {}

    /**
     * After its program and all that ran beside it have ended, also when it failed; of a command's own run, after the last
     * trace of it is gone.
     */
    void ended();

    /** The API's socket of the service that carries it out; empty where it is not a service that does. */
    default Optional<Path> door() {
        return Optional.empty();
    }
}
