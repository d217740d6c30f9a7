package dev.immure.core.disk;

/**
 * How many blocks and inodes an ext4 file system of fixed size has, and where its bookkeeping lies. Pure. Blocks have
 * 4,096 bytes; each group of 32,768 blocks begins with its two bitmaps and its part of the inode table, the first one
 * with the superblock and the group descriptors before them (Linux, Documentation/filesystems/ext4).
 *
 * @param groups how many there are
 * @param inodesPerGroup a multiple of {@link #INODES_PER_BLOCK}, since a part of the table fills whole blocks
 * @param blocks of the whole file system
 * @param keptBlocks never given to anybody but root of the host: what rounding has added
 * @param keptInodes the same for inodes
 */
record Ext4Layout(int groups, int inodesPerGroup, long blocks, long keptBlocks, long keptInodes) {
    static final int BLOCK = 4096;
    static final int GROUP_BLOCKS = 8 * BLOCK;
    static final int INODE = 256;
    static final int INODES_PER_BLOCK = BLOCK / INODE;

    /** Inodes 1 to 10 have a meaning of their own; the root directory is number 2. */
    static final int RESERVED_INODES = 10;

    /** Most that 32-bit block numbers and one block group of descriptors hold with room to spare. */
    static final long MAX_BYTES = 4L << 40;

    private static final int DESCRIPTOR = 32;
    private static final int BITMAPS = 2;

    /** Room for upper, work and what overlay itself keeps there: none of it is the program's. */
    private static final int OWN_BLOCKS = 16;

    private static final int OWN_INODES = 16;

    /** ext4_set_resv_clusters: a fiftieth is kept for extents that are converted late, 4,096 blocks at most. */
    private static final long RESERVE_PART = 50;

    private static final long RESERVE_MOST = 4096;

    /** The smallest one in which a program can fill exactly {@code bytes} with files, and have {@code inodes} of them. */
    static Ext4Layout of(long bytes, long inodes) {
        if (bytes <= 0 || bytes > MAX_BYTES || inodes <= 0 || inodes > MAX_BYTES / INODE) {
            throw new IllegalArgumentException("no ext4 of " + bytes + " bytes and " + inodes + " inodes");
        }
        long data = (bytes + BLOCK - 1) / BLOCK + OWN_BLOCKS + 1;
        long wantedInodes = inodes + OWN_INODES + RESERVED_INODES;
        int groups = 1;
        while (withReserve(data + overhead(groups, perGroup(groups, wantedInodes))) > (long) groups * GROUP_BLOCKS
                || perGroup(groups, wantedInodes) > GROUP_BLOCKS) {
            groups++;
        }
        int inodesPerGroup = perGroup(groups, wantedInodes);
        long needed = withReserve(data + overhead(groups, inodesPerGroup));
        // A last group that cannot even hold its own bitmaps and inodes is none.
        long least = (groups - 1L) * GROUP_BLOCKS + BITMAPS + inodesPerGroup / INODES_PER_BLOCK + 1;
        long blocks = Math.max(needed, least);
        return new Ext4Layout(
                groups,
                inodesPerGroup,
                blocks,
                blocks - reserve(blocks) - data - overhead(groups, inodesPerGroup),
                (long) groups * inodesPerGroup - wantedInodes);
    }

    long bytes() {
        return blocks * BLOCK;
    }

    long inodes() {
        return (long) groups * inodesPerGroup;
    }

    int tableBlocks() {
        return inodesPerGroup / INODES_PER_BLOCK;
    }

    int descriptorBlocks() {
        return descriptorBlocks(groups);
    }

    /** Of the group's block bitmap; the inode bitmap and the inode table follow it. */
    long bookkeeping(int group) {
        return (long) group * GROUP_BLOCKS + (group == 0 ? 1 + descriptorBlocks() : 0);
    }

    /** The first block of a group that no bookkeeping takes; in group 0 it is the root directory's. */
    long firstData(int group) {
        return bookkeeping(group) + BITMAPS + tableBlocks();
    }

    int blocksIn(int group) {
        return (int) Math.min(GROUP_BLOCKS, blocks - (long) group * GROUP_BLOCKS);
    }

    int usedBlocksIn(int group) {
        return (int) (firstData(group) - (long) group * GROUP_BLOCKS) + (group == 0 ? 1 : 0);
    }

    /** Those that rounding has added are taken from the last groups. */
    int keptInodesIn(int group) {
        long after = (long) (groups - 1 - group) * inodesPerGroup;
        int most = inodesPerGroup - (group == 0 ? RESERVED_INODES : 0);
        return Math.clamp(keptInodes - after, 0, most);
    }

    private static int perGroup(int groups, long inodes) {
        long rows = ((inodes + groups - 1) / groups + INODES_PER_BLOCK - 1) / INODES_PER_BLOCK;
        return (int) Math.min(rows * INODES_PER_BLOCK, Integer.MAX_VALUE / 2);
    }

    private static long overhead(int groups, int inodesPerGroup) {
        return 1 + descriptorBlocks(groups) + groups * (BITMAPS + (long) inodesPerGroup / INODES_PER_BLOCK);
    }

    private static int descriptorBlocks(int groups) {
        return (groups + BLOCK / DESCRIPTOR - 1) / (BLOCK / DESCRIPTOR);
    }

    private static long reserve(long blocks) {
        return Math.min(blocks / RESERVE_PART, RESERVE_MOST);
    }

    private static long withReserve(long blocks) {
        long all = blocks;
        while (all - reserve(all) < blocks) {
            all = blocks + reserve(all);
        }
        return all;
    }
}
