package dev.immure.cli.serve;

import dev.immure.cli.pipeline.RunListener;
import java.util.Objects;
import java.util.Optional;

/**
 * Something for the queue: a run, understood but not yet judged.
 *
 * @param image as the caller wrote it, for people
 * @param work done when its turn comes
 * @param output of the program as far as the service keeps it; empty where the caller has it alone
 * @param error likewise
 */
public record RunOrder(
        ServiceCaller caller, String image, Work work, Optional<KeptOutput> output, Optional<KeptOutput> error) {
    private static final Work DONE = listener -> {
        throw new IllegalStateException("a run is done once");
    };

    public RunOrder {
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(work, "work is null");
        Objects.requireNonNull(output, "output is null");
        Objects.requireNonNull(error, "error is null");
    }

    /** One whose output is its caller's alone. */
    public RunOrder(ServiceCaller caller, String image, Work work) {
        this(caller, image, work, Optional.empty(), Optional.empty());
    }

    /** The same; what the program writes can be asked for. */
    public RunOrder withOutput(KeptOutput out, KeptOutput err) {
        return new RunOrder(caller, image, work, Optional.of(out), Optional.of(err));
    }

    /** The same, once it is done: what is remembered of it does not hold on to what it was made of. */
    RunOrder done() {
        return new RunOrder(caller, image, DONE, output, error);
    }

    /** What a run is. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does all of it, on this thread.
         *
         * @param listener to be told of the sandbox, so that it can be ended
         * @throws dev.immure.core.ImmureException when it comes to nothing
         */
        RunEnd run(RunListener listener);
    }
}
