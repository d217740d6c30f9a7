package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * What statfs(2) tells of a file system; {@code struct statfs} of x86-64.
 *
 * @param type {@code f_type}
 * @param bytes its size without its own bookkeeping
 * @param freeBytes not used by any file
 * @param availableBytes what somebody without privileges can still write
 * @param inodes how many there can be; 0 where the file system makes them as it goes
 */
public record FileSystemUse(long type, long bytes, long freeBytes, long availableBytes, long inodes, long freeInodes) {
    /** {@code f_type} of ext2, ext3 and ext4. */
    public static final long EXT_SUPER_MAGIC = 0xef53;

    /** {@code f_type} of xfs. */
    public static final long XFS_SUPER_MAGIC = 0x58465342;

    /** {@code f_type} of btrfs. */
    public static final long BTRFS_SUPER_MAGIC = 0x9123683eL;

    private static final int STATFS_SIZE = 120;

    /** fstatfs(2). */
    public static FileSystemUse of(Fd file) throws ErrnoException {
        Pointer statfs = SystemCall.allocate(STATFS_SIZE);
        SystemCall.invoke("fstatfs", 138, file.number(), statfs);
        long block = statfs.getLong(8);
        return new FileSystemUse(
                statfs.getLong(0),
                statfs.getLong(16) * block,
                statfs.getLong(24) * block,
                statfs.getLong(32) * block,
                statfs.getLong(40),
                statfs.getLong(48));
    }
}
