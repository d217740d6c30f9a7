package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.charset.StandardCharsets;

/**
 * Turns the whiteouts of image-spec (layer.md, "Whiteouts") into those of overlayfs. They hide what lower layers have,
 * never what the same layer has, whatever the order of its entries.
 */
final class Whiteouts {
    static final String OPAQUE_ATTRIBUTE = "user.overlay.opaque";

    private static final String PREFIX = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private final FileTree files;
    private final Digest layer;

    Whiteouts(FileTree files, Digest layer) {
        this.files = files;
        this.layer = layer;
    }

    /** image-spec: files whose name starts so cannot be part of an image. Also asked for each parent. */
    static boolean isReserved(EntryPath path) {
        return path.text().startsWith(PREFIX) || path.text().contains("/" + PREFIX);
    }

    void requireEmptyFile(TarEntry entry) {
        if (isReserved(entry.path().parent())) {
            throw flaw(entry.path(), "a whiteout has no entries beneath it");
        }
        if (entry.kind() != TarEntry.Kind.REGULAR || entry.size() != 0) {
            throw flaw(entry.path(), "a whiteout is an empty regular file");
        }
    }

    /** @param parent the directory that the whiteout lies in */
    void apply(EntryPath whiteout, Fd parent) throws ErrnoException {
        if (whiteout.name().equals(OPAQUE)) {
            makeOpaque(parent);
            return;
        }
        String hidden = whiteout.name().substring(PREFIX.length());
        // ".wh..." would hide "..", the parent; ".wh..wh.x" is reserved by aufs for its own files.
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..") || hidden.startsWith(PREFIX)) {
            throw flaw(whiteout, "that name hides nothing that can exist");
        }
        hide(parent, hidden);
    }

    /** A directory that comes after a whiteout of its name shows nothing of the lower one. */
    void replaceByDirectory(Fd parent, String name, int mode) throws ErrnoException {
        files.remove(parent, name);
        files.makeDirectory(parent, name, mode);
        try (Fd directory = files.openDirectory(parent, name)) {
            makeOpaque(directory);
        }
    }

    private void hide(Fd parent, String name) throws ErrnoException {
        try {
            files.makeWhiteout(parent, name);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            // The layer has a file of that name, which hides the lower one by itself; a directory would merge with it.
            if (files.stat(parent, name).isDirectory()) {
                try (Fd directory = files.openDirectory(parent, name)) {
                    makeOpaque(directory);
                }
            }
        }
    }

    private void makeOpaque(Fd directory) throws ErrnoException {
        files.setXattr(directory, OPAQUE_ATTRIBUTE, YES);
    }

    private RuntimeException flaw(EntryPath path, String why) {
        return ImageFault.WHITEOUT.at("cannot unpack the layer", layer, "the whiteout \"" + path + "\": " + why);
    }
}
