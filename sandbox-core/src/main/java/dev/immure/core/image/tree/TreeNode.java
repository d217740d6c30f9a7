package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;

/**
 * One name as it is found below a directory.
 *
 * @param path as in {@link TreeEntry}
 * @param parent open until the walk goes on; of the root, the root itself
 * @param name in {@code parent}; {@code .} for the root
 */
record TreeNode(String path, Fd parent, String name, FileStat stat) {
    TreeEntry.Kind kind() {
        if (stat.isDirectory()) {
            return TreeEntry.Kind.DIRECTORY;
        }
        if (stat.isRegular()) {
            return TreeEntry.Kind.REGULAR;
        }
        if (stat.isSymlink()) {
            return TreeEntry.Kind.SYMLINK;
        }
        return stat.isWhiteout() ? TreeEntry.Kind.WHITEOUT : TreeEntry.Kind.OTHER;
    }
}
