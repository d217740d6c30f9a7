package dev.immure.core.plan;

/**
 * What the container may write: file contents and the number of files, directories and links.
 *
 * @param bytes 64 KiB or more
 * @param inodes 16 or more
 */
public record DiskLimit(long bytes, long inodes) {
    public DiskLimit {
        if (bytes < 65_536 || inodes < 16) {
            throw new IllegalArgumentException("a disk limit has at least 65536 bytes and 16 inodes");
        }
    }
}
