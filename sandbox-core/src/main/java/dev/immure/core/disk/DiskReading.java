package dev.immure.core.disk;

import java.util.Objects;

/**
 * What a sandbox's disk held when it was read.
 *
 * @param bytes without what an empty one holds
 * @param inodes the same; 0 where the back-end does not count them
 * @param full whether so little is left that the kernel has refused, or would refuse, a write of usual size
 * @param meter what it was read with, for the receipt
 */
public record DiskReading(long bytes, long inodes, boolean full, String meter) {
    public DiskReading {
        Objects.requireNonNull(meter, "meter is null");
        if (bytes < 0 || inodes < 0) {
            throw new IllegalArgumentException("a disk holds less than nothing");
        }
    }
}
