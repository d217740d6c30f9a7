package dev.immure.core.image.store;

import dev.immure.core.image.ImageFault;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdInputStream;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A layout in a directory: read by descriptor, no symbolic link followed below it, regular files only. */
final class DirectoryFiles implements LayoutFiles {
    private final Fd directory;
    private final String name;

    /** @param directory owned from now on */
    DirectoryFiles(Fd directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    static DirectoryFiles open(Path path, String name) {
        try {
            // The path itself is the user's word and may be a symbolic link.
            return new DirectoryFiles(
                    Descriptors.open(path.toRealPath().toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY),
                    name);
        } catch (IOException e) {
            throw ImageFault.NOT_FOUND.at("cannot open the image", name, "the directory does not exist", e);
        } catch (ErrnoException e) {
            throw (e.is(Errno.ENOTDIR) ? ImageFault.LAYOUT : ImageFault.READ)
                    .at("cannot open the image", name, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Found> find(String path) {
        FileTree files = new FileTree();
        try {
            // O_NONBLOCK: a named pipe must not hold us up before fstat(2) has told what it is.
            Fd file = files.open(directory, path, Descriptors.O_RDONLY | Descriptors.O_NONBLOCK, 0);
            return Optional.of(checked(file, files.stat(file), path));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return Optional.empty();
            }
            ImageFault fault = e.is(Errno.ELOOP) || e.is(Errno.EXDEV) ? ImageFault.LAYOUT : ImageFault.READ;
            throw fault.at("cannot open the image", name, path + ": " + e.getMessage(), e);
        }
    }

    /** For a reader of one file. */
    Optional<Found> findAndClose(String path) {
        try (this) {
            return find(path);
        }
    }

    private Found checked(Fd file, FileStat stat, String path) {
        if (!stat.isRegular()) {
            file.close();
            throw ImageFault.LAYOUT.at("cannot open the image", name, path + " is no regular file");
        }
        return new Found(FdInputStream.owning(file), stat.size());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        directory.close();
    }
}
