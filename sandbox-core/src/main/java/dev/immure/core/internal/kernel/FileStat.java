package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * What fstat(2) tells of a file; {@code struct stat} of x86-64.
 *
 * @param mode type and permission bits (inode(7))
 * @param modified seconds since 1970
 * @param changed seconds since 1970 of the last change of anything, which no system call sets (inode(7), st_ctime)
 * @param changedNanos of that second
 */
public record FileStat(
        long device,
        long inode,
        long links,
        int mode,
        long uid,
        long gid,
        long rawDevice,
        long size,
        long modified,
        long changed,
        int changedNanos) {
    static final int SIZE = 144;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFCHR = 0x2000;
    private static final int S_IFREG = 0x8000;
    private static final int GROUP_AND_OTHERS = 077;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFLNK = 0xa000;
    private static final long UNSIGNED = 0xffffffffL;

    /** fstat(2), for a descriptor that is looked at once. */
    public static FileStat of(Fd fd) throws ErrnoException {
        Pointer memory = SystemCall.allocate(SIZE);
        SystemCall.invoke("fstat", 5, fd.number(), memory);
        return of(memory);
    }

    static FileStat of(Pointer memory) {
        return new FileStat(
                memory.getLong(0),
                memory.getLong(8),
                memory.getLong(16),
                memory.getInt(24),
                memory.getInt(28) & UNSIGNED,
                memory.getInt(32) & UNSIGNED,
                memory.getLong(40),
                memory.getLong(48),
                memory.getLong(88),
                memory.getLong(104),
                (int) memory.getLong(112));
    }

    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    public boolean isRegular() {
        return (mode & S_IFMT) == S_IFREG;
    }

    /** pipe(2), fifo(7). */
    public boolean isPipe() {
        return (mode & S_IFMT) == S_IFIFO;
    }

    public boolean isSymlink() {
        return (mode & S_IFMT) == S_IFLNK;
    }

    /** Character device 0:0, overlayfs's mark for a name that a lower layer has and this one has not. */
    public boolean isWhiteout() {
        return (mode & S_IFMT) == S_IFCHR && rawDevice == 0;
    }

    /** makedev(3), for numbers below 256, as those of the minimal /dev are. */
    public boolean isCharacterDevice(int major, int minor) {
        return (mode & S_IFMT) == S_IFCHR && rawDevice == ((long) major << 8 | minor);
    }

    /** Whether anyone but the owner has any permission at all. */
    public boolean isOpenToOthers() {
        return (mode & GROUP_AND_OTHERS) != 0;
    }

    /** Whether two descriptors lead to one file. */
    public boolean isSameFileAs(FileStat other) {
        return device == other.device && inode == other.inode;
    }

    /** Permission bits with setuid, setgid and sticky. */
    public int permissions() {
        return mode & 0xfff;
    }
}
