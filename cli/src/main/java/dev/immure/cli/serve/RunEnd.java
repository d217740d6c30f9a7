package dev.immure.cli.serve;

import dev.immure.cli.pipeline.RunResult;
import dev.immure.core.Fault;
import java.util.Objects;

/** What became of a run. */
public sealed interface RunEnd {
    /** The program was started, and its end was seen. */
    record Ended(RunResult result) implements RunEnd {
        public Ended {
            Objects.requireNonNull(result, "result is null");
        }
    }

    /**
     * A command was carried out for a caller who has had its answer already.
     *
     * @param status with which it would exit
     */
    record Answered(int status) implements RunEnd {}

    /** It was refused, or Immure failed. */
    record Failed(Fault fault) implements RunEnd {
        public Failed {
            Objects.requireNonNull(fault, "fault is null");
        }
    }
}
