package dev.immure.core.internal.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Removes a directory and all beneath it by descriptors, never following a symbolic link or crossing a mount. Of a tree
 * of any depth two directories are open at a time: a program can nest ten thousand, which is more than there are
 * descriptors. Nobody else may change the tree meanwhile.
 */
public final class TreeRemover {
    private static final int OWNER_ALL = 0x1c0;
    private static final long SAME_MOUNT = Descriptors.RESOLVE_NO_XDEV | Descriptors.RESOLVE_NO_SYMLINKS;

    /** A program may have given its files any names. */
    private final FileTree files = FileTree.ofBytes();

    /** A directory on the way down: its name in the one above, that one, and what is left of it. */
    private record Level(String name, FileStat parent, Iterator<String> children) {}

    /** Removes {@code name} in {@code directory}, of whatever type; nothing when it is not there. */
    public void remove(Fd directory, String name) throws ErrnoException {
        if (isGone(directory, name)) {
            return;
        }
        Deque<Level> way = new ArrayDeque<>();
        Fd here = enter(directory, name, way);
        try {
            while (!way.isEmpty()) {
                Level level = way.element();
                if (level.children().hasNext()) {
                    String child = level.children().next();
                    if (!isGone(here, child)) {
                        here = replace(here, enter(here, child, way));
                    }
                } else {
                    way.pop();
                    here = replace(here, leave(here, level));
                }
            }
        } finally {
            here.close();
        }
    }

    /** Whatever is no directory is removed at once. */
    private boolean isGone(Fd directory, String name) throws ErrnoException {
        try {
            files.remove(directory, name);
            return true;
        } catch (ErrnoException e) {
            // unlink(2): EISDIR on Linux, EPERM by POSIX.
            if (e.is(Errno.EISDIR) || e.is(Errno.EPERM)) {
                return false;
            }
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            throw e;
        }
    }

    private Fd enter(Fd parent, String name, Deque<Level> way) throws ErrnoException {
        if ((files.stat(parent, name).permissions() & OWNER_ALL) != OWNER_ALL) {
            // An ordinary user may own a directory that its mode does not let him read or empty.
            files.changeMode(parent, name, OWNER_ALL);
        }
        Fd directory = files.openDirectory(parent, name);
        boolean done = false;
        try {
            way.push(new Level(name, files.stat(parent), files.names(directory).iterator()));
            done = true;
            return directory;
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    /** Back to the directory above, which must still be the one from which we came, and there the last step. */
    private Fd leave(Fd emptied, Level level) throws ErrnoException {
        Fd parent = Descriptors.openat2(
                emptied.number(), "..", Descriptors.O_RDONLY | Descriptors.O_DIRECTORY, 0, SAME_MOUNT);
        boolean done = false;
        try {
            if (!files.stat(parent).isSameFileAs(level.parent())) {
                throw new ErrnoException("openat2(..)", Errno.EXDEV);
            }
            files.removeDirectory(parent, level.name());
            done = true;
            return parent;
        } finally {
            if (!done) {
                parent.close();
            }
        }
    }

    private static Fd replace(Fd old, Fd next) {
        old.close();
        return next;
    }
}
