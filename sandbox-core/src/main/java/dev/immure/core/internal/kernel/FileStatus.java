package dev.immure.core.internal.kernel;

/**
 * What fstat(2) says about an open file.
 *
 * @param mode type and permission bits, as {@code st_mode}
 * @param owner user id as this process' user namespace shows it
 * @param size bytes
 */
public record FileStatus(long device, long inode, long links, int mode, int owner, long size) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int GROUP_AND_OTHERS = 077;

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** Whether anyone but the owner has any permission at all. */
    public boolean isOpenToOthers() {
        return (mode & GROUP_AND_OTHERS) != 0;
    }

    /** Whether two descriptors lead to one file. */
    public boolean isSameFileAs(FileStatus other) {
        return device == other.device && inode == other.inode;
    }
}
