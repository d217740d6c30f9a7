package dev.immure.core.image.layer;

import java.util.Map;

/**
 * One checked entry of a layer.
 *
 * @param link what a hard link or symbolic link names, as written; empty for other types
 * @param permissions the lower 12 bits
 * @param size of the data that follows; zero but for regular files
 * @param modified seconds since 1970, any value
 * @param xattrs extended attributes by name (SCHILY.xattr)
 */
record TarEntry(
        Kind kind,
        EntryPath path,
        String link,
        int permissions,
        int uid,
        int gid,
        long size,
        long modified,
        Map<String, byte[]> xattrs) {
    /** A directory that the layer does not list. */
    static TarEntry implicitDirectory(EntryPath path) {
        return new TarEntry(Kind.DIRECTORY, path, "", 0x1ed, 0, 0, 0, 0, Map.of());
    }

    TarEntry withoutXattrs() {
        return new TarEntry(kind, path, link, permissions, uid, gid, size, modified, Map.of());
    }

    enum Kind {
        REGULAR,
        HARD_LINK,
        SYMLINK,
        DIRECTORY
    }
}
