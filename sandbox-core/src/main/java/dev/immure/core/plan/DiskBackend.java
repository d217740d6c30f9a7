package dev.immure.core.plan;

import java.util.Locale;

/** What holds the files that a sandbox writes, and bounds them; docs/disk.md compares them. */
public enum DiskBackend {
    /** A file system in memory, made by PID 1 itself: {@code size} and {@code nr_inodes} (tmpfs(5)). */
    TMPFS,
    /** A subvolume of the state folder's btrfs with a qgroup limit; bytes only. */
    BTRFS,
    /** A directory of the state folder with an ext4 or xfs project quota: bytes and inodes. */
    PROJECT,
    /** A file system of fixed size in a file of the state folder: bytes and inodes. */
    LOOP;

    /** {@code loop} for {@link #LOOP}: as in options, plans and receipts. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
