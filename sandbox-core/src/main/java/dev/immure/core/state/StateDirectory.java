package dev.immure.core.state;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdInputStream;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Small files that decide what Immure does later, in a directory of its own: they belong to the user who runs Immure and
 * nobody else can write to them, no link is followed, and each is replaced in one step that a loss of power leaves done
 * or not begun.
 */
public final class StateDirectory implements AutoCloseable {
    private static final int PRIVATE_FILE = 0600;
    private static final int OTHERS = 077;
    private static final int OTHERS_WRITE = 022;
    private static final String LOCK = "lock";
    private static final String TEMPORARY = "new";

    private final Path path;
    private final Fd directory;
    private final FileTree files = new FileTree();

    private StateDirectory(Path path, Fd directory) {
        this.path = path;
        this.directory = directory;
    }

    /**
     * Opens the directory, making it and what leads to it where that is missing.
     *
     * @throws ImmureException with a {@link StateFault}
     */
    public static StateDirectory open(Path path) {
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Fd directory = Descriptors.open(
                    path.toAbsolutePath().toString(),
                    Descriptors.O_RDONLY | Descriptors.O_DIRECTORY | Descriptors.O_NOFOLLOW);
            requireOwn(directory, path, OTHERS);
            return new StateDirectory(path, directory);
        } catch (IOException | ErrnoException e) {
            throw StateFault.IO.at("cannot open the state", path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes the directory when it is not to be used. */
    private static void requireOwn(Fd directory, Path path, int closed) throws ErrnoException {
        boolean done = false;
        try {
            require(new FileTree().stat(directory), path, closed);
            done = true;
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    private static void require(FileStat stat, Path path, int closed) {
        int user = Descriptors.effectiveUserId();
        if (stat.uid() != user || (stat.permissions() & closed) != 0) {
            throw StateFault.OWNER.at(
                    "cannot rely on",
                    path,
                    "it belongs to user " + stat.uid() + " with mode 0" + Integer.toOctalString(stat.permissions())
                            + ", Immure runs as user " + user,
                    null);
        }
    }

    /**
     * The content of a file; empty when there is none.
     *
     * @param limit the most bytes accepted
     * @throws ImmureException with a {@link StateFault}
     */
    public Optional<byte[]> read(String name, int limit) {
        try (Fd file = OwnedFiles.openIn(directory, name, Descriptors.O_RDONLY, 0)) {
            FileStat stat = files.stat(file);
            if (!stat.isRegular() || stat.size() > limit) {
                throw StateFault.FILE.at(
                        "cannot rely on",
                        path.resolve(name),
                        "it is no regular file of at most " + limit + " bytes",
                        null);
            }
            require(stat, path.resolve(name), OTHERS_WRITE);
            try (InputStream in = FdInputStream.span(file, 0, stat.size())) {
                return Optional.of(in.readNBytes(limit));
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            StateFault fault = e.is(Errno.ELOOP) ? StateFault.FILE : StateFault.IO;
            throw fault.at("cannot read", path.resolve(name), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw StateFault.IO.at("cannot read", path.resolve(name), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Puts a file in place, replacing the one there; on disk when this returns. Only within {@link #alone}.
     *
     * @throws ImmureException with a {@link StateFault}
     */
    public void replace(String name, byte[] content) {
        try {
            OwnedFiles.replace(directory, name, TEMPORARY, content, PRIVATE_FILE);
        } catch (ErrnoException e) {
            throw StateFault.IO.at("cannot write", path.resolve(name), String.valueOf(e.getMessage()), e);
        }
    }

    /** Removes a file, should it be there. Only within {@link #alone}. */
    public void remove(String name) {
        try {
            files.remove(directory, name);
            Descriptors.fsync(directory);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw StateFault.IO.at("cannot remove", path.resolve(name), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Whether anything was ever done {@link #alone} here: then a file may be missed. */
    public boolean isUsed() {
        try {
            return !files.names(directory).isEmpty();
        } catch (ErrnoException e) {
            throw StateFault.IO.at("cannot list", path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Names of all files, in order, without those of the directory itself. */
    public List<String> names() {
        try {
            return files.names(directory).stream()
                    .filter(name -> !name.equals(LOCK) && !name.equals(TEMPORARY))
                    .sorted()
                    .toList();
        } catch (ErrnoException e) {
            throw StateFault.IO.at("cannot list", path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Does something while no other process does anything here. Not from within another one. */
    public void alone(Runnable action) {
        try (Fd lock = OwnedFiles.openIn(directory, LOCK, Descriptors.O_RDWR | Descriptors.O_CREAT, PRIVATE_FILE)) {
            Flock.exclusive(lock);
            action.run();
        } catch (ErrnoException e) {
            throw StateFault.IO.at("cannot lock", path, String.valueOf(e.getMessage()), e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        directory.close();
    }
}
