package dev.immure.cli.pipeline;

import dev.immure.core.audit.Receipt;
import java.util.Set;

/**
 * What came of a run.
 *
 * @param receipt complete, as it was or would be written
 * @param usedCalls names of the system calls that were made, of a recording
 */
public record RunResult(Receipt receipt, Set<String> usedCalls) {
    public RunResult {
        usedCalls = Set.copyOf(usedCalls);
    }
}
