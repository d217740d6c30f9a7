package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the names of one walk into entries. Stateful: it remembers which files it has met under another name. */
final class EntryReading {
    /** Given and taken by the host to its files, not by images: labels change with its policy, hashes with its keys. */
    private static final Set<String> OF_THE_HOST = Set.of("security.selinux", "security.ima", "security.evm");

    private final FileTree files;
    private final Map<Long, String> firstNames = new HashMap<>();

    EntryReading(FileTree files) {
        this.files = files;
    }

    /** @param content of a regular file */
    TreeEntry read(TreeNode node, Optional<Sha256> content) throws ErrnoException {
        return new TreeEntry(
                node.kind(),
                node.path(),
                node.stat().permissions(),
                node.stat().uid(),
                node.stat().gid(),
                node.stat().modified(),
                node.stat().isRegular() ? node.stat().size() : 0,
                content,
                link(node),
                xattrs(node));
    }

    private String link(TreeNode node) throws ErrnoException {
        if (node.stat().isSymlink()) {
            return new String(files.readSymlink(node.parent(), node.name()), TreeEntry.BYTES);
        }
        if (node.stat().isRegular() && node.stat().links() > 1) {
            String first = firstNames.putIfAbsent(node.stat().inode(), node.path());
            return first == null ? "" : first;
        }
        return "";
    }

    private SortedMap<String, Sha256> xattrs(TreeNode node) throws ErrnoException {
        List<String> names = files.xattrs(node.parent(), node.name());
        SortedMap<String, Sha256> xattrs = new TreeMap<>();
        for (String name : names) {
            if (!OF_THE_HOST.contains(name)) {
                xattrs.put(name, Sha256.of(Digest.sha256().digest(value(node.parent(), node.name(), name))));
            }
        }
        return xattrs;
    }

    private byte[] value(Fd parent, String name, String xattr) throws ErrnoException {
        return files.xattr(parent, name, xattr);
    }
}
