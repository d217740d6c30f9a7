package dev.immure.core.launch;

import java.util.Optional;

/**
 * How a sandbox ended.
 *
 * @param exited what PID 1 reported; empty when it was killed itself
 * @param initStatus the wait status of PID 1, 0 when it ended by itself
 */
record SandboxEnd(Optional<LaunchRecord.Exited> exited, int initStatus) {}
