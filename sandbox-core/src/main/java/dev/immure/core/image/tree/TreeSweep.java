package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what fstatat(2) tells of each recorded name with what it told when the tree was known to be right. Nothing is
 * read of any file: the time of change moves with every change made through the file system, and no system call sets it
 * back (inode(7)). A name added to a directory moves that of the directory. Of a file that fs-verity guards its digest is
 * compared too, which the kernel holds every later reading to.
 */
public final class TreeSweep {
    private static final int OWNER_READS = 0400;

    private final FileTree files = FileTree.ofBytes();
    private final VerityReading verity;

    /** Directories from the root down to the one of the last name. */
    private final List<Fd> open = new ArrayList<>();

    /** Their names, that of the root left out. */
    private final List<String> names = new ArrayList<>();

    /** For one tree after the other, in one thread. */
    public TreeSweep(FileVerity verity) {
        this.verity = new VerityReading(files, verity);
    }

    /**
     * The first difference; empty when there is none.
     *
     * @param seen the record beside the tree
     * @param expected the layer's record, which the other must belong to
     * @throws IllegalArgumentException when the record is damaged or of another tree
     */
    public Optional<TreeDifference> sweep(Fd root, InputStream seen, TreeRecord expected)
            throws ErrnoException, IOException {
        try {
            SeenTree.Reader reader = new SeenTree.Reader(new BufferedInputStream(seen, 1 << 16));
            for (Optional<SeenTree.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                Optional<TreeDifference> difference = compare(root, entry.get(), expected.sealed());
                if (difference.isPresent()) {
                    return difference;
                }
            }
            if (!reader.root().map(Sha256::digest).equals(Optional.of(expected.root()))) {
                throw new IllegalArgumentException("it is the record of another tree");
            }
            return Optional.empty();
        } finally {
            closeFrom(0);
        }
    }

    private Optional<TreeDifference> compare(Fd root, SeenTree.Entry entry, boolean sealed) throws ErrnoException {
        if (entry.depth() == 0) {
            open.add(openPath(root, "."));
            return compare(entry, files.stat(root));
        }
        closeFrom(entry.depth());
        if (open.size() < entry.depth()) {
            throw new IllegalArgumentException("a name lies beneath what is no directory");
        }
        Fd parent = open.getLast();
        FileStat stat;
        try {
            stat = files.stat(parent, entry.name());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return difference(entry, TreeDifference.Kind.MISSING, "it is not there");
            }
            throw e;
        }
        Optional<TreeDifference> difference = compare(entry, stat);
        if (difference.isEmpty() && stat.isDirectory()) {
            open.add(openPath(parent, entry.name()));
            names.add(entry.name());
        }
        return difference.isEmpty() && stat.isRegular() ? compareVerity(parent, entry, sealed) : difference;
    }

    private Optional<TreeDifference> compareVerity(Fd parent, SeenTree.Entry entry, boolean sealed)
            throws ErrnoException {
        if (entry.verity().isEmpty()) {
            if (sealed && (entry.mode() & OWNER_READS) != 0) {
                throw new IllegalArgumentException("it lacks the fs-verity digest of a file");
            }
            return Optional.empty();
        }
        Optional<Sha256> measured = verity.read(parent, entry.name());
        return measured.equals(entry.verity())
                ? Optional.empty()
                : difference(
                        entry,
                        TreeDifference.Kind.VERITY,
                        measured.isEmpty() ? Differing.UNSEALED : "fs-verity guards another content");
    }

    private Optional<TreeDifference> compare(SeenTree.Entry entry, FileStat stat) {
        // In the order of what tells people most.
        if ((entry.mode() ^ stat.mode()) > 0xfff) {
            return difference(entry, TreeDifference.Kind.TYPE, "it is of another type");
        }
        if (entry.mode() != stat.mode()) {
            return difference(entry, TreeDifference.Kind.MODE, Differing.mode(entry.mode(), stat.mode()));
        }
        if (entry.uid() != stat.uid() || entry.gid() != stat.gid()) {
            String detail = Differing.owner(entry.uid(), entry.gid(), stat);
            return difference(entry, TreeDifference.Kind.OWNER, detail);
        }
        if (entry.size() != SeenTree.size(stat)) {
            return difference(entry, TreeDifference.Kind.SIZE, Differing.size(entry.size(), stat.size()));
        }
        if (entry.modified() != stat.modified()) {
            return difference(entry, TreeDifference.Kind.TIME, Differing.time(entry.modified(), stat.modified()));
        }
        if (entry.inode() != stat.inode()) {
            return difference(entry, TreeDifference.Kind.TOUCHED, "another file has taken its place");
        }
        if (entry.changed() != stat.changed() || entry.changedNanos() != stat.changedNanos()) {
            String detail = "something changed it at " + Differing.instant(stat.changed());
            return difference(entry, TreeDifference.Kind.TOUCHED, detail);
        }
        return Optional.empty();
    }

    private Optional<TreeDifference> difference(SeenTree.Entry entry, TreeDifference.Kind kind, String detail) {
        return Optional.of(new TreeDifference(kind, path(entry), detail));
    }

    private String path(SeenTree.Entry entry) {
        if (entry.depth() == 0) {
            return ".";
        }
        List<String> parts = new ArrayList<>(names.subList(0, entry.depth() - 1));
        parts.add(entry.name());
        return TreeEntry.shown(String.join("/", parts));
    }

    /** Only to look beneath it: its owner, when he is not root, may not be let to read it. */
    private Fd openPath(Fd parent, String name) throws ErrnoException {
        return files.open(parent, name, Descriptors.O_PATH | Descriptors.O_DIRECTORY, 0);
    }

    private void closeFrom(int depth) {
        while (open.size() > depth) {
            open.removeLast().close();
        }
        while (names.size() >= Math.max(1, depth)) {
            names.removeLast();
        }
    }
}
