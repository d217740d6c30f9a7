package dev.immure.core.image;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One layer as a tree of files, complete and checked against its diff_id. Owners are the image's own numbers; whiteouts
 * are character devices 0:0, opaque directories carry {@code user.overlay.opaque=y}, as overlayfs mounted with
 * {@code userxattr} has it (Documentation/filesystems/overlayfs.rst).
 *
 * @param tree a directory nobody writes to any more
 * @param root of the Merkle tree over its entries, as recorded when it was unpacked
 */
public record UnpackedLayer(Digest diffId, Path tree, Digest root) {
    public UnpackedLayer {
        Objects.requireNonNull(diffId, "diffId is null");
        Objects.requireNonNull(tree, "tree is null");
        Objects.requireNonNull(root, "root is null");
    }
}
