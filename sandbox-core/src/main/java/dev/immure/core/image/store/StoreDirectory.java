package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import dev.immure.core.internal.kernel.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The directories of the store, open by descriptor. An OCI image layout with two more: {@code layers/sha256/<diff_id>/tree}
 * holds each layer unpacked, {@code tmp} what is being made. All belong to the user who runs Immure and to nobody else,
 * since whoever could write here would choose what runs.
 */
final class StoreDirectory implements AutoCloseable {
    static final int PRIVATE = 0x1c0;
    static final int PRIVATE_FILE = 0x180;

    private static final int OTHERS = 0x3f;

    private final Path path;
    private final Fd root;
    private final Fd blobs;
    private final Fd layers;
    private final Fd temporary;
    private final FileVerity verity;

    private StoreDirectory(Path path, Fd root, Fd blobs, Fd layers, Fd temporary, FileVerity verity) {
        this.path = path;
        this.root = root;
        this.blobs = blobs;
        this.layers = layers;
        this.temporary = temporary;
        this.verity = verity;
    }

    /** Opens the store, making what is missing. */
    static StoreDirectory open(Path path, FileVerity verity) {
        List<Fd> opened = new ArrayList<>();
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return open(path, verity, opened);
        } catch (IOException | ErrnoException e) {
            opened.forEach(Fd::close);
            throw ImageFault.STORE.at("cannot open the store", path, String.valueOf(e.getMessage()), e);
        } catch (ImmureException e) {
            opened.forEach(Fd::close);
            throw e;
        }
    }

    private static StoreDirectory open(Path path, FileVerity verity, List<Fd> opened) throws ErrnoException {
        FileTree files = new FileTree();
        Fd root = Descriptors.open(path.toAbsolutePath().toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY);
        opened.add(root);
        requirePrivate(files.stat(root), path);
        for (String[] names : new String[][] {{"blobs", "sha256"}, {"layers", "sha256"}, {"tmp"}}) {
            opened.add(directory(files, root, names));
            requirePrivate(files.stat(opened.getLast()), path.resolve(String.join("/", names)));
        }
        return new StoreDirectory(path.toAbsolutePath(), root, opened.get(1), opened.get(2), opened.get(3), verity);
    }

    Fd root() {
        return root;
    }

    /** {@code blobs/sha256}. */
    Fd blobs() {
        return blobs;
    }

    /** {@code layers/sha256}. */
    Fd layers() {
        return layers;
    }

    Fd temporary() {
        return temporary;
    }

    /** Of its file system, should it have it. */
    FileVerity verity() {
        return verity;
    }

    Path path() {
        return path;
    }

    Path tree(Digest diffId) {
        return path.resolve("layers/sha256").resolve(diffId.hex()).resolve(LayerRecord.TREE);
    }

    /** While content is made or taken into use; {@link #alone} waits for it. */
    <T> T sharing(Supplier<T> action) {
        return holding(lock("lock", false), action);
    }

    /** While content is removed. */
    <T> T alone(Supplier<T> action) {
        return holding(lock("lock", true), action);
    }

    /** While the names are read, changed and written back. Within one of the others, never around it. */
    void naming(Runnable action) {
        holding(lock("names.lock", true), () -> {
            action.run();
            return "done";
        });
    }

    boolean has(Fd directory, String name) {
        try {
            new FileTree().stat(directory, name);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw failed("cannot look into the store", e);
        }
    }

    ImmureException failed(String what, Exception e) {
        return ImageFault.STORE.at(what, path, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        temporary.close();
        layers.close();
        blobs.close();
        root.close();
    }

    private static <T> T holding(Fd lock, Supplier<T> action) {
        try {
            return action.get();
        } finally {
            lock.close();
        }
    }

    private Fd lock(String name, boolean exclusive) {
        try {
            Fd file = new FileTree().open(root, name, Descriptors.O_RDWR | Descriptors.O_CREAT, PRIVATE_FILE);
            if (exclusive) {
                Flock.exclusive(file);
            } else {
                Flock.shared(file);
            }
            return file;
        } catch (ErrnoException e) {
            throw failed("cannot lock the store", e);
        }
    }

    private static Fd directory(FileTree files, Fd root, String... names) throws ErrnoException {
        Fd at = files.openDirectory(root, ".");
        for (String name : names) {
            try (Fd parent = at) {
                at = child(files, parent, name);
            }
        }
        return at;
    }

    private static Fd child(FileTree files, Fd parent, String name) throws ErrnoException {
        try {
            files.makeDirectory(parent, name, PRIVATE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        return files.openDirectory(parent, name);
    }

    private static void requirePrivate(FileStat stat, Path path) {
        int user = Descriptors.effectiveUserId();
        if (stat.uid() != user || (stat.permissions() & OTHERS) != 0) {
            throw ImageFault.STORE_OWNER.at(
                    "cannot use the store",
                    path,
                    "it belongs to user " + stat.uid() + " with mode 0" + Integer.toOctalString(stat.permissions())
                            + ", Immure runs as user " + user);
        }
    }
}
