package dev.immure.core.plan;

import java.util.Objects;

/**
 * What the container may write, and what holds it.
 *
 * @param bytes file contents, 64 KiB or more
 * @param inodes files, directories and links; 16 or more. {@link DiskBackend#BTRFS} cannot count them
 */
public record DiskLimit(long bytes, long inodes, DiskBackend backend) {
    public DiskLimit {
        Objects.requireNonNull(backend, "backend is null");
        if (bytes < 65_536 || inodes < 16) {
            throw new IllegalArgumentException("a disk limit has at least 65536 bytes and 16 inodes");
        }
    }

    /** In memory. */
    public DiskLimit(long bytes, long inodes) {
        this(bytes, inodes, DiskBackend.TMPFS);
    }
}
