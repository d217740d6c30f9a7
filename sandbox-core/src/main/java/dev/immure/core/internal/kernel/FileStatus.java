package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/** What stat(2) says about an open file: its type and, for a device, its number. */
public record FileStatus(int mode, long deviceNumber) {
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    /** fstat(2); {@code struct stat} of x86-64 has st_mode at 24 and st_rdev at 40. */
    public static FileStatus of(Fd fd) throws ErrnoException {
        Pointer stat = SystemCall.allocate(144);
        SystemCall.invoke("fstat", 5, fd.number(), stat);
        return new FileStatus(stat.getInt(24), stat.getLong(40));
    }

    /** makedev(3), for numbers below 256 as the minimal /dev has them. */
    public boolean isCharacterDevice(int major, int minor) {
        return (mode & TYPE_MASK) == CHARACTER_DEVICE && deviceNumber == ((long) major << 8 | minor);
    }
}
