package dev.immure.core.launch;

import java.util.Optional;

/**
 * How a sandbox ended.
 *
 * @param exited what PID 1 reported; empty when it was killed itself
 * @param initStatus the wait status of PID 1 when it did not end with 0
 * @param leftovers teardown steps that failed
 */
record SandboxEnd(Optional<LaunchRecord.Exited> exited, Optional<Integer> initStatus, int leftovers) {}
