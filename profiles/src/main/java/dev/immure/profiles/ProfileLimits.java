package dev.immure.profiles;

import java.time.Duration;
import java.util.Objects;

/**
 * How much a sandbox may use. All are positive: a profile says each of them, and there is no "unlimited".
 *
 * @param memoryBytes memory of the whole sandbox; swap is always 0
 * @param pids processes and threads
 * @param milliCpus processor time per time, in thousandths of one processor
 * @param cpuTime user and system time of the whole sandbox
 * @param wallTime since execve
 * @param outputBytes of standard output, and again of standard error
 * @param diskBytes what is written to the root file system
 * @param inodes files made on the root file system
 */
public record ProfileLimits(
        long memoryBytes,
        long pids,
        long milliCpus,
        Duration cpuTime,
        Duration wallTime,
        long outputBytes,
        long diskBytes,
        long inodes) {
    public ProfileLimits {
        Objects.requireNonNull(cpuTime, "cpuTime is null");
        Objects.requireNonNull(wallTime, "wallTime is null");
        boolean counts = memoryBytes > 0 && pids > 0 && milliCpus > 0 && outputBytes > 0 && diskBytes > 0 && inodes > 0;
        if (!counts || !cpuTime.isPositive() || !wallTime.isPositive()) {
            throw new IllegalArgumentException("a limit is positive");
        }
    }

    /** The same, with another number of inodes. */
    public ProfileLimits withInodes(long count) {
        return new ProfileLimits(memoryBytes, pids, milliCpus, cpuTime, wallTime, outputBytes, diskBytes, count);
    }

    /** Whether none is above the other's. */
    boolean isWithin(ProfileLimits other) {
        return memoryBytes <= other.memoryBytes
                && pids <= other.pids
                && milliCpus <= other.milliCpus
                && cpuTime.compareTo(other.cpuTime) <= 0
                && wallTime.compareTo(other.wallTime) <= 0
                && outputBytes <= other.outputBytes
                && diskBytes <= other.diskBytes
                && inodes <= other.inodes;
    }
}
