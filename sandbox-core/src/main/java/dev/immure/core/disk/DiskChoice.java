package dev.immure.core.disk;

import dev.immure.core.ImmureException;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import java.util.Optional;

/** Chooses the back-end of a sandbox's disk. Pure. */
public final class DiskChoice {
    /** Below it, what btrfs needs for itself would outweigh what the program gets. */
    private static final long BTRFS_LEAST = 16 << 20;

    /** struct btrfs_inode_item alone, without the items that name the inode. */
    private static final long BTRFS_INODE = 160;

    private DiskChoice() {}

    /**
     * What was named, or else: a project quota where the host has one; a loop file when the caller wants more disk than
     * memory, since a tmpfs counts as memory; otherwise a tmpfs. btrfs is never chosen unasked: it cannot limit inodes.
     *
     * @param bytes the limit in force
     * @param sized whether the caller has named a size, rather than taken the profile's
     * @param memoryBytes the memory limit in force
     * @throws ImmureException {@link DiskFault#BACKEND} when what was named is not to be had
     */
    public static DiskLimit choose(
            DiskPreference preference, DiskOffers offers, long bytes, long inodes, boolean sized, long memoryBytes) {
        Optional<DiskBackend> named = preference.backend();
        DiskBackend backend = named.orElseGet(() -> best(offers, sized && bytes > memoryBytes));
        if (named.isPresent()) {
            require(backend, offers, bytes);
        }
        return new DiskLimit(bytes, inodes, backend);
    }

    /**
     * How many inodes a program can have at most: the limit, or on btrfs, which has none for them, as many as the bytes hold.
     * A policy decides on this number.
     */
    public static long inodesInForce(DiskPreference preference, long bytes, long inodes) {
        return preference == DiskPreference.BTRFS ? Math.max(inodes, bytes / BTRFS_INODE) : inodes;
    }

    private static DiskBackend best(DiskOffers offers, boolean moreThanMemory) {
        if (offers.of(DiskBackend.PROJECT).isAvailable()) {
            return DiskBackend.PROJECT;
        }
        return moreThanMemory && offers.of(DiskBackend.LOOP).isAvailable() ? DiskBackend.LOOP : DiskBackend.TMPFS;
    }

    private static void require(DiskBackend backend, DiskOffers offers, long bytes) {
        DiskOffer offer = offers.of(backend);
        if (!offer.isAvailable()) {
            throw refusal(backend, offer.evidence(), offer.remedy());
        }
        if (backend == DiskBackend.BTRFS && bytes < BTRFS_LEAST) {
            throw refusal(
                    backend,
                    "a qgroup cannot bound fewer than " + BTRFS_LEAST + " bytes usefully",
                    "Ask for 16 MiB or more (--disk), or for another back-end");
        }
        if (backend == DiskBackend.LOOP && bytes > Ext4Layout.MAX_BYTES) {
            throw refusal(
                    backend,
                    "a loop file holds at most " + Ext4Layout.MAX_BYTES + " bytes",
                    "Ask for less (--disk), or for another back-end");
        }
    }

    private static ImmureException refusal(DiskBackend backend, String why, String remedy) {
        return DiskFault.BACKEND.because("cannot limit the disk by", backend.label(), why, remedy);
    }
}
