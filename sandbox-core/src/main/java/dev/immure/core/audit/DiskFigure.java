package dev.immure.core.audit;

import java.util.Objects;

/**
 * What a run has written in one place.
 *
 * @param place where it is mounted inside; {@code /} for the root
 * @param bytes not negative
 * @param inodes files, directories and links; not negative
 * @param full whether there was no byte or no inode left in the end
 */
public record DiskFigure(String place, long bytes, long inodes, boolean full) {
    public DiskFigure {
        Objects.requireNonNull(place, "place is null");
        if (bytes < 0 || inodes < 0) {
            throw new IllegalArgumentException(place + " holds less than nothing");
        }
    }
}
