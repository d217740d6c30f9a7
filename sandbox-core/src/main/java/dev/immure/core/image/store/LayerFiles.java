package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.tree.TreeCheck;
import dev.immure.core.image.tree.TreeDifference;
import dev.immure.core.image.tree.TreeSweep;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdInputStream;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One layer of the store: its tree, and the files beside it that say what the tree is.
 *
 * @param directory of the layer, borrowed
 */
record LayerFiles(Digest diffId, Fd directory, FileTree files, FileVerity verity) {
    /** 1,000 notes of a path and a few words. */
    private static final int MAX_RECORD = 16 << 20;

    /** Of a million names, the longest that {@link dev.immure.core.image.Limit} lets an image have. */
    private static final long MAX_LIST = 16L << 30;

    /** @throws ImmureException {@link ImageFault#TREE_RECORD} when it is missing, damaged or another layer's */
    LayerRecord read() throws ErrnoException, IOException {
        try (Fd file = open(LayerRecord.FILE);
                FdInputStream stream = FdInputStream.span(file, 0, MAX_RECORD)) {
            return LayerRecord.decode(stream.readAllBytes(), diffId);
        }
    }

    /**
     * Refuses a tree that is not what was unpacked.
     *
     * @throws ImmureException {@link ImageFault#TREE_CHANGED} or {@link ImageFault#TREE_RECORD}
     */
    void require(LayerRecord expected, TreeVerification verification) throws ErrnoException, IOException {
        Optional<TreeDifference> difference = switch (verification) {
            case STAT -> sweep(expected);
            case FULL -> firstDifference(expected);
            case NONE -> Optional.empty();
        };
        if (difference.isPresent()) {
            TreeDifference first = difference.get();
            throw ImageFault.TREE_CHANGED.at(
                    "cannot rely on the unpacked layer",
                    diffId,
                    "\"" + first.path() + "\" is not what was unpacked: " + first.detail());
        }
    }

    /** The first difference that fstatat(2) shows. */
    Optional<TreeDifference> sweep(LayerRecord expected) throws ErrnoException, IOException {
        try (Fd tree = openTree();
                Fd seen = open(LayerRecord.SEEN);
                FdInputStream stream = FdInputStream.span(seen, 0, MAX_LIST)) {
            return new TreeSweep(verity).sweep(tree, stream, expected.tree());
        } catch (IllegalArgumentException e) {
            throw unreliable(LayerRecord.SEEN, e);
        }
    }

    /**
     * What reading a tree came to.
     *
     * @param bytes of files
     */
    record Reading(boolean whole, long bytes) {}

    /**
     * Reads the whole tree.
     *
     * @param seen receives how the file system shows the tree now
     */
    Reading check(LayerRecord expected, Consumer<TreeDifference> differences, OutputStream seen)
            throws ErrnoException, IOException {
        try (Fd tree = openTree();
                Fd manifest = open(LayerRecord.MANIFEST);
                FdInputStream stream = FdInputStream.span(manifest, 0, MAX_LIST)) {
            TreeCheck check = new TreeCheck(verity, differences);
            boolean whole = check.check(tree, stream, expected.tree(), seen);
            return new Reading(whole, check.bytes());
        } catch (IllegalArgumentException e) {
            throw unreliable(LayerRecord.MANIFEST, e);
        }
    }

    private Optional<TreeDifference> firstDifference(LayerRecord expected) throws ErrnoException, IOException {
        TreeDifference[] first = new TreeDifference[1];
        check(
                expected,
                difference -> first[0] = first[0] == null ? difference : first[0],
                OutputStream.nullOutputStream());
        return Optional.ofNullable(first[0]);
    }

    private Fd openTree() throws ErrnoException {
        try {
            return files.openDirectory(directory, LayerRecord.TREE);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR)) {
                throw ImageFault.TREE_CHANGED.at(
                        "cannot rely on the unpacked layer", diffId, "its tree is no directory any more", e);
            }
            throw e;
        }
    }

    private Fd open(String file) throws ErrnoException {
        try {
            return files.open(directory, file, Descriptors.O_RDONLY | Descriptors.O_NONBLOCK, 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
                throw ImageFault.TREE_RECORD.at(
                        "cannot rely on the unpacked layer",
                        diffId,
                        "its file " + file + (e.is(Errno.ENOENT) ? " is missing" : " is a symbolic link"),
                        e);
            }
            throw e;
        }
    }

    private ImmureException unreliable(String file, IllegalArgumentException e) {
        return ImageFault.TREE_RECORD.at(
                "cannot rely on the unpacked layer",
                diffId,
                "its file " + file + " is of no use: " + e.getMessage(),
                e);
    }
}
