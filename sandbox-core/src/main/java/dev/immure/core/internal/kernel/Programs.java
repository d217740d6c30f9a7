package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/** What executing a file would bring with it. */
public final class Programs {
    private static final int S_ISUID = 04000;

    private Programs() {}

    /**
     * Whether the kernel gives who executes the file root's id (inode(7), set-user-ID) or capabilities (capabilities(7),
     * "File capabilities"). False for a file that is not there. A mount with nosuid, or no_new_privs of the caller, takes
     * either away all the same.
     */
    public static boolean raisesRights(String path) {
        try (Fd fd = Descriptors.open(path, Descriptors.O_PATH)) {
            FileStat status = OwnedFiles.status(fd);
            boolean setUser = status.uid() == 0 && (status.mode() & S_ISUID) != 0;
            return status.isRegular() && (setUser || hasCapabilities(path));
        } catch (ErrnoException e) {
            return false;
        }
    }

    /** getxattr(2): the size is asked for, and ENODATA means that there is no such attribute. */
    private static boolean hasCapabilities(String path) throws ErrnoException {
        try {
            Pointer file = SystemCall.string(path);
            Pointer name = SystemCall.string("security.capability");
            return SystemCall.invoke("getxattr", 191, file, name, 0, 0) > 0;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODATA) || e.is(Errno.EOPNOTSUPP)) {
                return false;
            }
            throw e;
        }
    }
}
