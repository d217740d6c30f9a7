package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a tree whole and compares every name of it with its manifest. Everything is opened beneath the tree's root without
 * following links, and no more is read of a file than was recorded of it.
 */
public final class TreeCheck {
    private static final int CHUNK = 1 << 17;
    private static final int READ = Descriptors.O_RDONLY | Descriptors.O_NONBLOCK;
    private static final int OWNER_READS = 0400;

    private final FileTree files = FileTree.ofBytes();
    private final EntryReading reading = new EntryReading(files);
    private final TreeOrder order = new TreeOrder();
    private final MessageDigest hash = Digest.sha256();
    private final byte[] buffer = new byte[CHUNK];
    private final Consumer<TreeDifference> differences;
    private final FileVerity verity;
    private Optional<FileStat> opened = Optional.empty();
    private Optional<Sha256> measured = Optional.empty();
    private boolean sealed;
    private boolean whole = true;
    private long bytes;

    /** @param differences told of each one, in the order of the tree */
    public TreeCheck(FileVerity verity, Consumer<TreeDifference> differences) {
        this.verity = verity;
        this.differences = differences;
    }

    /**
     * Whether the tree is what its manifest says. To be asked once.
     *
     * @param seen receives how the file system shows the tree now; of use only when the answer is yes. Closed here
     * @throws IllegalArgumentException when the manifest is malformed, or is not the one with that root
     */
    public boolean check(Fd root, InputStream manifest, TreeRecord expected, OutputStream seen)
            throws ErrnoException, IOException {
        sealed = expected.sealed();
        TreeManifest.Reader recorded = new TreeManifest.Reader(new BufferedInputStream(manifest, 1 << 16));
        try (TreeWalk walk = new TreeWalk(files, root);
                SeenTree.Writer stats = new SeenTree.Writer(new BufferedOutputStream(seen, 1 << 16))) {
            merge(recorded, walk, stats);
            Digest actual = recorded.root();
            if (!actual.equals(expected.root())) {
                throw new IllegalArgumentException(
                        "its root is " + actual + ", the layer's record says " + expected.root());
            }
            stats.finish(Sha256.of(HexFormat.of().parseHex(actual.hex())));
        }
        return whole;
    }

    /** Bytes of files read so far. */
    public long bytes() {
        return bytes;
    }

    private void merge(TreeManifest.Reader recorded, TreeWalk walk, SeenTree.Writer stats)
            throws ErrnoException, IOException {
        Optional<TreeEntry> entry = recorded.next();
        Optional<TreeNode> node = walk.next();
        while (entry.isPresent() || node.isPresent()) {
            int side = side(entry, node);
            if (side == 0) {
                opened = Optional.empty();
                measured = Optional.empty();
                boolean entered = compare(entry.orElseThrow(), node.orElseThrow());
                stats.add(node.get().path(), opened.orElse(node.get().stat()), measured);
                if (entered) {
                    entry = recorded.next();
                } else {
                    walk.skip();
                    entry = after(recorded, entry.get());
                }
                node = walk.next();
            } else if (side < 0) {
                report(TreeDifference.Kind.MISSING, entry.orElseThrow().shownPath(), "it is not there");
                entry = after(recorded, entry.get());
            } else {
                // Not entered: what was never recorded can be of any depth.
                report(TreeDifference.Kind.EXTRA, shown(node.orElseThrow()), "it was not unpacked from the layer");
                walk.skip();
                node = walk.next();
            }
        }
    }

    /** Negative when the recorded name comes first, positive when the one that is there does. */
    private int side(Optional<TreeEntry> entry, Optional<TreeNode> node) {
        if (entry.isEmpty()) {
            return 1;
        }
        return node.isEmpty()
                ? -1
                : order.compare(entry.get().path(), node.get().path());
    }

    /** The next entry that does not lie beneath this one. */
    private static Optional<TreeEntry> after(TreeManifest.Reader recorded, TreeEntry directory) throws IOException {
        Optional<TreeEntry> next = recorded.next();
        while (next.isPresent() && TreeOrder.isBeneath(next.get().path(), directory.path())) {
            next = recorded.next();
        }
        return next;
    }

    /** Whether both are of one type, so that what lies beneath them can be compared. */
    private boolean compare(TreeEntry entry, TreeNode node) throws ErrnoException {
        String path = entry.shownPath();
        if (entry.kind() != node.kind()) {
            report(TreeDifference.Kind.TYPE, path, "it is a " + word(node.kind()) + ", not a " + word(entry.kind()));
            return false;
        }
        TreeEntry there = reading.read(node, content(entry, node));
        if (there.permissions() != entry.permissions()) {
            report(TreeDifference.Kind.MODE, path, Differing.mode(entry.permissions(), there.permissions()));
        }
        if (there.uid() != entry.uid() || there.gid() != entry.gid()) {
            report(TreeDifference.Kind.OWNER, path, Differing.owner(entry.uid(), entry.gid(), node.stat()));
        }
        if (there.size() != entry.size()) {
            report(TreeDifference.Kind.SIZE, path, Differing.size(entry.size(), there.size()));
        } else if (!there.content().equals(entry.content())) {
            report(TreeDifference.Kind.CONTENT, path, "its bytes are not those of the layer");
        }
        if (there.modified() != entry.modified()) {
            report(TreeDifference.Kind.TIME, path, Differing.time(entry.modified(), there.modified()));
        }
        compareLink(entry, there, path);
        if (!there.xattrs().equals(entry.xattrs())) {
            report(
                    TreeDifference.Kind.XATTR,
                    path,
                    "it has the attributes " + there.xattrs().keySet() + ", recorded are "
                            + entry.xattrs().keySet() + ", or a value differs");
        }
        return true;
    }

    private void compareLink(TreeEntry entry, TreeEntry there, String path) {
        if (there.link().equals(entry.link())) {
            return;
        }
        if (entry.kind() == TreeEntry.Kind.SYMLINK) {
            report(
                    TreeDifference.Kind.CONTENT,
                    path,
                    "it leads to \"" + TreeEntry.shown(there.link()) + "\", not \"" + TreeEntry.shown(entry.link())
                            + '"');
        } else {
            report(TreeDifference.Kind.HARD_LINK, path, name(there) + "; recorded is: " + name(entry));
        }
    }

    private static String name(TreeEntry entry) {
        return entry.link().isEmpty()
                ? "a file of its own"
                : "the same file as \"" + TreeEntry.shown(entry.link()) + '"';
    }

    /** Nothing for what is no file; where the size differs already, the bytes need not be read. */
    private Optional<Sha256> content(TreeEntry entry, TreeNode node) throws ErrnoException {
        if (entry.kind() != TreeEntry.Kind.REGULAR || node.stat().size() != entry.size()) {
            return entry.content();
        }
        // Hard links are read once for each name: nothing of this process may decide that two names are one content.
        try (Fd file = open(node)) {
            FileStat before = files.stat(file);
            measure(file, entry);
            long left = read(file, entry.size());
            // What was recorded of the name must still hold of what was read.
            if (left != 0
                    || !before.equals(opened.orElse(node.stat()))
                    || !files.stat(file).equals(before)) {
                report(TreeDifference.Kind.TOUCHED, entry.shownPath(), "it changes while it is read");
            }
            return Optional.of(Sha256.of(hash.digest()));
        } catch (ErrnoException e) {
            // What fs-verity says of bytes that are not those it was given (fsverity.rst), and a disk of a bad block.
            if (!e.is(Errno.EIO)) {
                throw e;
            }
            hash.reset();
            report(TreeDifference.Kind.CONTENT, entry.shownPath(), "its bytes cannot be read: " + e.getMessage());
            return entry.content();
        }
    }

    /** Updates the hash, and returns how many bytes were wanted and not there. */
    private long read(Fd file, long size) throws ErrnoException {
        long left = size;
        while (left > 0) {
            int got = files.read(file, buffer, 0, (int) Math.min(buffer.length, left));
            if (got == 0) {
                break;
            }
            hash.update(buffer, 0, got);
            bytes += got;
            left -= got;
        }
        return left;
    }

    /** One that its mode keeps its owner from was never sealed (TreeSealing). */
    private void measure(Fd file, TreeEntry entry) throws ErrnoException {
        if (sealed && opened.isEmpty()) {
            measured = verity.measure(file).map(Sha256::of);
            if (measured.isEmpty()) {
                report(TreeDifference.Kind.VERITY, entry.shownPath(), Differing.UNSEALED);
            }
        }
    }

    /**
     * For reading. A file that its mode keeps its owner from is made readable for that moment when its owner is an ordinary
     * user; that moves its time of change, so it is looked at once more.
     */
    private Fd open(TreeNode node) throws ErrnoException {
        opened = Optional.empty();
        try {
            return files.open(node.parent(), node.name(), READ, 0);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
        }
        files.changeMode(node.parent(), node.name(), node.stat().permissions() | OWNER_READS);
        Fd file = files.open(node.parent(), node.name(), READ, 0);
        boolean done = false;
        try {
            files.changeMode(file, node.stat().permissions());
            FileStat now = files.stat(file);
            opened = now.inode() == node.stat().inode() ? Optional.of(now) : Optional.empty();
            done = true;
            return file;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private void report(TreeDifference.Kind kind, String path, String detail) {
        whole = false;
        differences.accept(new TreeDifference(kind, path, detail));
    }

    private static String shown(TreeNode node) {
        return node.path().isEmpty() ? "." : TreeEntry.shown(node.path());
    }

    private static String word(TreeEntry.Kind kind) {
        return switch (kind) {
            case DIRECTORY -> "directory";
            case REGULAR -> "regular file";
            case SYMLINK -> "symbolic link";
            case WHITEOUT -> "whiteout";
            case OTHER -> "device, pipe or socket";
        };
    }
}
