package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Opens the directories of a layer's tree, making those that the layer does not list. Keeps the last one open. */
final class TreeDirectories implements AutoCloseable {
    private static final int WORKING_MODE = 0x1c0;

    private final Fd root;
    private final FileTree files;
    private final Whiteouts whiteouts;
    private final PendingDirectories pending;
    private final Digest layer;
    private final Limits limits;
    private Optional<EntryPath> lastPath = Optional.empty();
    private Optional<Fd> last = Optional.empty();

    TreeDirectories(
            Fd root, FileTree files, Whiteouts whiteouts, PendingDirectories pending, Digest layer, Limits limits) {
        this.root = root;
        this.files = files;
        this.whiteouts = whiteouts;
        this.pending = pending;
        this.layer = layer;
        this.limits = limits;
    }

    /** The directory, made with its parents where missing; valid until the next call. */
    Fd open(EntryPath path) throws ErrnoException {
        if (path.isRoot()) {
            return root;
        }
        if (last.isPresent() && lastPath.equals(Optional.of(path))) {
            return last.get();
        }
        Fd directory = find(path);
        close();
        last = Optional.of(directory);
        lastPath = Optional.of(path);
        return directory;
    }

    /**
     * What a hard link names: a regular file of this layer, found beneath its root without following any symbolic link.
     * Relative to the root, as tar has it, and never to a working directory (CVE-2026-50163).
     */
    EntryPath linkTarget(TarEntry entry) throws ErrnoException {
        EntryPath target = EntryPath.parse(entry.link().getBytes(StandardCharsets.UTF_8), limits, Subject.layer(layer));
        if (target.isRoot()) {
            throw refuse(ImageFault.LINK_NOT_REGULAR, "the hard link \"" + entry.path() + "\" names the root");
        }
        try (Fd file = files.open(root, target.text(), Descriptors.O_PATH, 0)) {
            if (!files.stat(file).isRegular()) {
                throw refuse(
                        ImageFault.LINK_NOT_REGULAR, "the hard link \"" + entry.path() + "\" names no regular file");
            }
            return target;
        } catch (ErrnoException e) {
            throw badTarget(entry, target, e);
        }
    }

    private RuntimeException badTarget(TarEntry entry, EntryPath target, ErrnoException e) throws ErrnoException {
        String link = "the hard link \"" + entry.path() + "\" names ";
        return switch (e.errno()) {
            case Errno.ELOOP -> refuse(ImageFault.LINK_TO_SYMLINK, link + "or passes a symbolic link");
            case Errno.ENOENT, Errno.ENOTDIR ->
                refuse(ImageFault.LINK_TARGET_MISSING, link + "\"" + target + "\", which the layer has not");
            default -> throw e;
        };
    }

    @Override
    public void close() {
        last.ifPresent(Fd::close);
        last = Optional.empty();
        lastPath = Optional.empty();
    }

    private Fd find(EntryPath path) throws ErrnoException {
        try {
            return files.openDirectory(root, path.text());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return make(path);
            }
            if (e.is(Errno.ELOOP)) {
                throw throughSymlink(path);
            }
            throw e;
        }
    }

    /** From the root down; slow, and needed once per missing directory. */
    private Fd make(EntryPath path) throws ErrnoException {
        EntryPath at = EntryPath.ROOT;
        Fd directory = files.openDirectory(root, ".");
        for (String part : path.text().split("/", -1)) {
            at = at.child(part);
            try (Fd parent = directory) {
                directory = step(parent, part, at);
            }
        }
        return directory;
    }

    private Fd step(Fd parent, String name, EntryPath path) throws ErrnoException {
        try {
            return files.openDirectory(parent, name);
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case Errno.ENOENT -> files.makeDirectory(parent, name, WORKING_MODE);
                case Errno.ENOTDIR -> replaceWhiteout(parent, name, path);
                case Errno.ELOOP -> throw throughSymlink(path);
                default -> throw e;
            }
        }
        pending.addImplicit(path);
        return files.openDirectory(parent, name);
    }

    private void replaceWhiteout(Fd parent, String name, EntryPath path) throws ErrnoException {
        if (!files.stat(parent, name).isWhiteout()) {
            throw refuse(ImageFault.PATH_THROUGH_FILE, "an entry lies beneath \"" + path + "\", which is no directory");
        }
        whiteouts.replaceByDirectory(parent, name, WORKING_MODE);
    }

    private ImmureException throughSymlink(EntryPath path) {
        return refuse(
                ImageFault.PATH_THROUGH_SYMLINK, "an entry lies beneath \"" + path + "\", which is a symbolic link");
    }

    private ImmureException refuse(ImageFault fault, String why) {
        return fault.at("cannot unpack the layer", layer, why);
    }
}
