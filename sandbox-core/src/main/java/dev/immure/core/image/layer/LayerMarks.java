package dev.immure.core.image.layer;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;

/** Reads the marks that unpacking left on a tree. */
public final class LayerMarks {
    private LayerMarks() {}

    /** Whether the layer hides everything beneath it. */
    public static boolean isOpaque(FileTree files, Fd root) throws ErrnoException {
        return files.xattr(root, Whiteouts.OPAQUE_ATTRIBUTE).isPresent();
    }
}
