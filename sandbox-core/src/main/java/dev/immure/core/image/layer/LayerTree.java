package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.image.tree.Sha256;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Writes the entries of one layer below a directory, by descriptors. A name, once made, is never replaced (but for
 * whiteouts), so that the order of entries cannot turn a checked directory into something else.
 */
final class LayerTree implements AutoCloseable {
    private static final int CHUNK = 1 << 17;

    /** Until all is written: closed to others, and open to the owner even where the image says otherwise. */
    private static final int WORKING_MODE = 0x1c0;

    private static final int NEW_FILE = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;

    private final Digest layer;
    private final FileTree files = new FileTree();
    private final Fd root;
    private final Attributes attributes;
    private final TreeDirectories directories;
    private final Whiteouts whiteouts;
    private final byte[] buffer = new byte[CHUNK];

    private final MessageDigest hash = Digest.sha256();
    private final ContentHashes contents;
    private final PendingDirectories pending;

    /** @param contents receives the hash of each file, of the very bytes that are written */
    LayerTree(Fd root, Digest layer, Notes notes, Ownership ownership, Limits limits, ContentHashes contents) {
        this.root = root;
        this.contents = contents;
        this.layer = layer;
        this.attributes = new Attributes(files, notes, ownership);
        this.whiteouts = new Whiteouts(files, layer);
        this.pending = new PendingDirectories(limits, layer, notes);
        this.directories = new TreeDirectories(root, files, whiteouts, pending, layer, limits);
    }

    /** Adds one entry; {@code data} stands at its content. */
    void add(TarEntry entry, InputStream data) throws IOException {
        try {
            if (Whiteouts.isReserved(entry.path())) {
                whiteout(entry);
            } else if (entry.path().isRoot()) {
                addRoot(entry);
            } else {
                addNamed(entry, data);
            }
        } catch (ErrnoException e) {
            throw failed(entry.path(), e);
        }
    }

    /** Gives the directories their final owner, mode and times, children before parents. */
    void finish() {
        directories.close();
        try {
            pending.finish(root, files, attributes);
        } catch (ErrnoException e) {
            throw failed(EntryPath.ROOT, e);
        }
    }

    @Override
    public void close() {
        directories.close();
    }

    private void whiteout(TarEntry entry) throws ErrnoException {
        whiteouts.requireEmptyFile(entry);
        Fd parent = directories.open(entry.path().parent());
        whiteouts.apply(entry.path(), parent);
    }

    private void addRoot(TarEntry entry) throws ErrnoException {
        attributes.applyXattrs(entry, root);
        pending.add(entry);
    }

    private void addNamed(TarEntry entry, InputStream data) throws ErrnoException, IOException {
        Fd parent = directories.open(entry.path().parent());
        switch (entry.kind()) {
            case DIRECTORY -> addDirectory(entry, parent);
            case REGULAR -> addRegular(entry, parent, data);
            case SYMLINK -> addSymlink(entry, parent);
            case HARD_LINK -> addHardLink(entry, parent);
        }
    }

    private void addDirectory(TarEntry entry, Fd parent) throws ErrnoException {
        try {
            files.makeDirectory(parent, entry.path().name(), WORKING_MODE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            FileStat there = files.stat(parent, entry.path().name());
            if (there.isWhiteout()) {
                whiteouts.replaceByDirectory(parent, entry.path().name(), WORKING_MODE);
            } else if (!there.isDirectory()) {
                throw duplicate(entry.path());
            }
        }
        if (!entry.xattrs().isEmpty()) {
            try (Fd directory = files.openDirectory(parent, entry.path().name())) {
                attributes.applyXattrs(entry, directory);
            }
        }
        pending.add(entry);
    }

    private void addRegular(TarEntry entry, Fd parent, InputStream data) throws ErrnoException, IOException {
        int mode = Attributes.permissions(entry);
        try (Fd file =
                make(entry.path(), parent, () -> files.open(parent, entry.path().name(), NEW_FILE, mode))) {
            long left = entry.size();
            while (left > 0) {
                int got = data.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) {
                    throw ImageFault.TAR_TRUNCATED.at("cannot unpack the layer", layer, "the tar ends within an entry");
                }
                hash.update(buffer, 0, got);
                files.write(file, buffer, 0, got);
                left -= got;
            }
            FileStat made = files.stat(file);
            contents.put(made.inode(), Sha256.of(hash.digest()));
            attributes.apply(entry, file, made);
        }
    }

    private void addSymlink(TarEntry entry, Fd parent) throws ErrnoException {
        make(entry.path(), parent, () -> {
            files.makeSymlink(entry.link(), parent, entry.path().name());
            return parent;
        });
        attributes.applyToLink(entry, parent, entry.path().name());
    }

    private void addHardLink(TarEntry entry, Fd parent) throws ErrnoException {
        EntryPath target = directories.linkTarget(entry);
        try (Fd targetParent = files.openDirectory(
                root, target.parent().isRoot() ? "." : target.parent().text())) {
            make(entry.path(), parent, () -> {
                files.makeLink(targetParent, target.name(), parent, entry.path().name());
                return parent;
            });
        }
    }

    /** An exclusive call that gives a name to something new. */
    @FunctionalInterface
    private interface Making {
        Fd make() throws ErrnoException;
    }

    /** A whiteout of the same name gives way; anything else there makes the entry a duplicate. */
    private Fd make(EntryPath path, Fd parent, Making making) throws ErrnoException {
        try {
            return making.make();
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        if (!files.stat(parent, path.name()).isWhiteout()) {
            throw duplicate(path);
        }
        files.remove(parent, path.name());
        return making.make();
    }

    private ImmureException duplicate(EntryPath path) {
        return ImageFault.DUPLICATE_ENTRY.at("cannot unpack the layer", layer, "two entries are named \"" + path + '"');
    }

    private ImmureException failed(EntryPath path, ErrnoException e) {
        return ImageFault.UNPACK.at(
                "cannot unpack the entry", '"' + path.toString() + '"', String.valueOf(e.getMessage()), e);
    }
}
