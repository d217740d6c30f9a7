package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Optional;

/** Writes down a tree that has just been made, before anybody else could reach it. */
public final class TreeRecorder {
    private final FileTree files = FileTree.ofBytes();

    /** For one tree after the other, in one thread. */
    public TreeRecorder() {
        // Its memory outside of the heap is all that it holds.
    }

    /**
     * Writes both files of a tree: what it is for everyone, and how this file system shows it.
     *
     * @param contents of every regular file, from writing it
     * @param verity that guards the files since {@link TreeSealing}; empty when none does
     * @param manifest closed here, as {@code seen} is
     */
    public TreeRecord record(
            Fd root, ContentHashes contents, Optional<FileVerity> verity, OutputStream manifest, OutputStream seen)
            throws ErrnoException, IOException {
        EntryReading reading = new EntryReading(files);
        Optional<VerityReading> sealed = verity.map(known -> new VerityReading(files, known));
        try (TreeManifest.Writer entries = new TreeManifest.Writer(new BufferedOutputStream(manifest, 1 << 16));
                SeenTree.Writer stats = new SeenTree.Writer(new BufferedOutputStream(seen, 1 << 16));
                TreeWalk walk = new TreeWalk(files, root)) {
            for (Optional<TreeNode> node = walk.next(); node.isPresent(); node = walk.next()) {
                entries.add(reading.read(node.get(), content(node.get(), contents)));
                stats.add(node.get().path(), node.get().stat(), measured(node.get(), sealed));
            }
            Digest hash = entries.root();
            stats.finish(Sha256.of(HexFormat.of().parseHex(hash.hex())));
            return new TreeRecord(hash, entries.entries(), verity.isPresent());
        }
    }

    private static Optional<Sha256> measured(TreeNode node, Optional<VerityReading> sealed) throws ErrnoException {
        return sealed.isPresent() && node.stat().isRegular()
                ? sealed.get().read(node.parent(), node.name())
                : Optional.empty();
    }

    private static Optional<Sha256> content(TreeNode node, ContentHashes contents) throws IOException {
        if (node.kind() != TreeEntry.Kind.REGULAR) {
            return Optional.empty();
        }
        Optional<Sha256> content = contents.get(node.stat().inode());
        if (content.isEmpty()) {
            throw new IOException("a file appeared that nobody unpacked: " + TreeEntry.shown(node.path()));
        }
        return content;
    }
}
