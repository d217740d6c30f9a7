package dev.immure.core.launch;

import java.util.Optional;

/**
 * How a sandbox ended.
 *
 * @param exited what PID 1 reported; empty when it was killed itself
 * @param usage of the program, when PID 1 could tell
 * @param initStatus the wait status of PID 1, 0 when it ended by itself
 */
record SandboxEnd(Optional<LaunchRecord.Exited> exited, Optional<LaunchRecord.Usage> usage, int initStatus) {}
