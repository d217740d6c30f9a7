package dev.immure.policy;

/**
 * The limits that would be in force, options and profile merged. One per decision. What has no limit is
 * {@link #UNLIMITED}, the greatest number, so that {@code memoryBytes > 1073741824} holds for it too; in rules it is
 * written {@code ResourceRequest.UNLIMITED}.
 *
 * @param memoryBytes memory, in bytes
 * @param pids processes and threads
 * @param cpuMillis CPUs, in thousandths: 1500 is one and a half
 * @param cpuTimeNanos CPU time of all processes together, in nanoseconds
 * @param wallTimeNanos time since the program began, in nanoseconds
 * @param diskBytes bytes written to the root file system
 * @param diskInodes files made there
 * @param outputBytes standard output and standard error together, in bytes
 */
public record ResourceRequest(
        long memoryBytes,
        long pids,
        long cpuMillis,
        long cpuTimeNanos,
        long wallTimeNanos,
        long diskBytes,
        long diskInodes,
        long outputBytes) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    public ResourceRequest {
        FactBounds.count("the memory limit", memoryBytes);
        FactBounds.count("the limit of processes", pids);
        FactBounds.count("the CPUs", cpuMillis);
        FactBounds.count("the CPU time limit", cpuTimeNanos);
        FactBounds.count("the wall time limit", wallTimeNanos);
        FactBounds.count("the disk limit", diskBytes);
        FactBounds.count("the inode limit", diskInodes);
        FactBounds.count("the output limit", outputBytes);
    }
}
