package dev.immure.core.internal.kernel;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/** Files that Immure keeps for itself: asked about by descriptor, locked, replaced in one step. */
public final class OwnedFiles {
    public static final int O_APPEND = 0x400;

    private static final int CHUNK = 1 << 16;

    private OwnedFiles() {}

    /** openat2(2) of a plain name in a directory held by descriptor: never through a symbolic link. */
    public static Fd openIn(Fd directory, String name, int flags, int mode) throws ErrnoException {
        // O_NONBLOCK: a FIFO put under the name must be found out by fstat(2), not hang the open.
        return Descriptors.openat2(
                directory.number(),
                name,
                flags | Descriptors.O_NONBLOCK | Descriptors.O_NOFOLLOW,
                mode,
                Descriptors.RESOLVE_BENEATH | Descriptors.RESOLVE_NO_SYMLINKS);
    }

    /** openat2(2) of a directory, for listing and fsync: a symbolic link anywhere on the way is ELOOP. */
    public static Fd openDirectory(String path) throws ErrnoException {
        return Descriptors.openat2(
                Descriptors.AT_FDCWD,
                path,
                Descriptors.O_RDONLY | Descriptors.O_DIRECTORY,
                0,
                Descriptors.RESOLVE_NO_SYMLINKS);
    }

    /** mkdirat(2): EEXIST when the name is taken, by whatever it is. */
    public static void makeDirectory(Fd parent, String name, int mode) throws ErrnoException {
        SystemCall.invoke("mkdirat", 258, parent.number(), SystemCall.string(name), mode);
    }

    /** fstat(2), {@code struct stat} of x86-64. */
    public static FileStat status(Fd fd) throws ErrnoException {
        Pointer stat = SystemCall.allocate(FileStat.SIZE);
        SystemCall.invoke("fstat", 5, fd.number(), stat);
        return FileStat.of(stat);
    }

    /** pread(2): at most 64 KiB from {@code offset}; 0 at the end of the file. */
    public static int readAt(Fd fd, ByteBuffer into, long offset) throws ErrnoException {
        int wanted = Math.min(into.remaining(), CHUNK);
        Pointer memory = SystemCall.allocate(Math.max(1, wanted));
        int count = (int) SystemCall.invoke("pread64", 17, fd.number(), memory, wanted, offset);
        byte[] bytes = new byte[count];
        memory.get(0, bytes, 0, count);
        into.put(bytes);
        return count;
    }

    /**
     * Puts {@code content} under {@code name} in one step: a reader, or a machine that loses power, sees the old file
     * or the new one. The new file is on disk, and so is its name, when this returns (fsync(2), "Notes").
     *
     * @param temporary a name in the same directory that only this caller uses; what a crash left there is removed
     * @param mode permission bits of the new file, still subject to the umask
     */
    public static void replace(Fd directory, String name, String temporary, byte[] content, int mode)
            throws ErrnoException {
        removeQuietly(directory, temporary);
        boolean renamed = false;
        try (Fd file =
                openIn(directory, temporary, Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL, mode)) {
            Descriptors.write(file, content);
            Descriptors.fsync(file);
            rename(directory, temporary, name);
            renamed = true;
            Descriptors.fsync(directory);
        } finally {
            if (!renamed) {
                removeQuietly(directory, temporary);
            }
        }
    }

    /** Fills a file that is open for writing. */
    public interface Content {
        void writeTo(Fd file) throws ErrnoException;
    }

    /**
     * As {@link #replace(Fd, String, String, byte[], int)}, for content of any size; not forced to disk. A failure leaves
     * the old file.
     */
    public static void replace(Fd directory, String name, String temporary, Content content, int mode)
            throws ErrnoException {
        boolean renamed = false;
        try (Fd file =
                openIn(directory, temporary, Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL, mode)) {
            content.writeTo(file);
            rename(directory, temporary, name);
            renamed = true;
        } finally {
            if (!renamed) {
                removeQuietly(directory, temporary);
            }
        }
    }

    /** renameat(2) within one directory: replaces what stands under the new name, following no link. */
    public static void rename(Fd directory, String from, String to) throws ErrnoException {
        SystemCall.invoke(
                "renameat",
                264,
                directory.number(),
                SystemCall.string(from),
                directory.number(),
                SystemCall.string(to));
    }

    /** unlinkat(2) of a file; for clean-up, where an earlier error is the one worth reporting. */
    private static void removeQuietly(Fd directory, String name) {
        try {
            SystemCall.invoke("unlinkat", 263, directory.number(), SystemCall.string(name), 0);
        } catch (ErrnoException e) {
            System.getLogger(OwnedFiles.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }
}
