package dev.immure.core.internal.kernel;

/** Removes a directory and all beneath it by descriptors, never following a symbolic link or crossing a mount. */
public final class TreeRemover {
    private static final int OWNER_ALL = 0x1c0;

    private final FileTree files;

    public TreeRemover(FileTree files) {
        this.files = files;
    }

    /** Removes {@code name} in {@code directory}, of whatever type; nothing when it is not there. */
    public void remove(Fd directory, String name) throws ErrnoException {
        try {
            files.remove(directory, name);
        } catch (ErrnoException e) {
            // unlink(2): EISDIR on Linux, EPERM by POSIX.
            if (e.is(Errno.EISDIR) || e.is(Errno.EPERM)) {
                removeDirectory(directory, name);
            } else if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    private void removeDirectory(Fd parent, String name) throws ErrnoException {
        if ((files.stat(parent, name).permissions() & OWNER_ALL) != OWNER_ALL) {
            // An ordinary user may own a directory that its mode does not let him read or empty.
            files.changeMode(parent, name, OWNER_ALL);
        }
        try (Fd directory = files.openDirectory(parent, name)) {
            for (String child : files.names(directory)) {
                remove(directory, child);
            }
        }
        files.removeDirectory(parent, name);
    }
}
