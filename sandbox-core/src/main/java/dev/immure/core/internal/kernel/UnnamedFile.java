package dev.immure.core.internal.kernel;

/** A regular file that has no name anywhere: gone with the last descriptor, also after a crash. */
public final class UnnamedFile {
    private static final int O_TMPFILE = 0x410000;
    private static final int FALLOC_FL_NONE = 0;

    private UnnamedFile() {}

    /** openat(2) with O_TMPFILE: EOPNOTSUPP where the file system has none. O_EXCL: it can never get a name. */
    public static Fd in(Fd directory) throws ErrnoException {
        return Descriptors.openat2(
                directory.number(), ".", Descriptors.O_RDWR | O_TMPFILE | Descriptors.O_EXCL, 0600, 0);
    }

    /** fallocate(2): so many zeros, for which the space is taken now. */
    public static void reserve(Fd file, long bytes) throws ErrnoException {
        SystemCall.invoke("fallocate", 285, file.number(), FALLOC_FL_NONE, 0, bytes);
    }
}
