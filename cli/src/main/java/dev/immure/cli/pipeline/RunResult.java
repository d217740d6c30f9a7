package dev.immure.cli.pipeline;

import dev.immure.core.audit.Receipt;

/**
 * What came of a run.
 *
 * @param receipt complete, as it was or would be written
 */
public record RunResult(Receipt receipt) {}
