package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limits;
import dev.immure.core.image.tree.TreeDifference;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdOutputStream;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one unpacked layer whole, and writes anew how the file system shows it when only that has changed. */
final class UnpackedLayerCheck {
    private final StoreDirectory store;
    private final LayoutFiles blobs;
    private final Limits limits;
    private final CheckDepth depth;
    private final Digest diffId;
    private final Descriptor blob;
    private final FileTree files = new FileTree();
    private boolean renewed;
    private boolean sealed;
    private long bytes;

    /** @param blob from which the layer is unpacked */
    UnpackedLayerCheck(
            StoreDirectory store, LayoutFiles blobs, Limits limits, CheckDepth depth, Digest diffId, Descriptor blob) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
        this.depth = depth;
        this.diffId = diffId;
        this.blob = blob;
    }

    /** Whether the layer is whole. To be called once. */
    boolean check(Consumer<StoreFinding> findings) {
        try (Fd directory = files.openDirectory(store.layers(), diffId.hex())) {
            Flock.shared(directory);
            LayerFiles layer = new LayerFiles(diffId, directory, files, store.verity());
            LayerRecord expected = layer.read();
            sealed = expected.tree().sealed();
            if (!readTree(layer, expected, findings)) {
                return false;
            }
            return depth == CheckDepth.RECORDS || isWhatTheBlobGives(expected, findings);
        } catch (ImmureException e) {
            findings.accept(
                    StoreFinding.of(StoreFinding.Kind.RECORD, diffId, e.fault().why()));
            return false;
        } catch (ErrnoException e) {
            if (e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR)) {
                findings.accept(StoreFinding.of(StoreFinding.Kind.RECORD, diffId, "it is no directory any more"));
                return false;
            }
            throw store.failed("cannot read the layer " + diffId + " of", e);
        } catch (IOException e) {
            throw store.failed("cannot read the layer " + diffId + " of", e);
        }
    }

    /** Whether it was whole, but did not look so to a launch: after a restore of the store, or a move. */
    boolean renewed() {
        return renewed;
    }

    /** Whether fs-verity guards its files, by its record; a file that it does not guard is a finding then. */
    boolean sealed() {
        return sealed;
    }

    /** Bytes of files read. */
    long bytes() {
        return bytes;
    }

    private boolean readTree(LayerFiles layer, LayerRecord expected, Consumer<StoreFinding> findings)
            throws ErrnoException, IOException {
        String name = Stage.uniqueName("seen");
        int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
        boolean kept = false;
        try {
            FdOutputStream seen =
                    new FdOutputStream(files.open(store.temporary(), name, flags, StoreDirectory.PRIVATE_FILE));
            LayerFiles.Reading reading =
                    layer.check(expected, difference -> findings.accept(finding(difference)), seen);
            bytes = reading.bytes();
            if (reading.whole() && looksChanged(layer, expected)) {
                files.rename(store.temporary(), name, layer.directory(), LayerRecord.SEEN);
                Descriptors.fsync(layer.directory());
                kept = true;
                renewed = true;
            }
            return reading.whole();
        } finally {
            if (!kept) {
                files.remove(store.temporary(), name);
            }
        }
    }

    private static boolean looksChanged(LayerFiles layer, LayerRecord expected) throws ErrnoException, IOException {
        try {
            return layer.sweep(expected).isPresent();
        } catch (ImmureException e) {
            // Missing or damaged: what was read is right all the same, and the record is made from it.
            return true;
        }
    }

    private boolean isWhatTheBlobGives(LayerRecord expected, Consumer<StoreFinding> findings) {
        try (Stage stage = new Stage(store)) {
            Digest root =
                    new LayerRebuild(blobs, limits, stage).unpack(diffId, blob).root();
            if (root.equals(expected.tree().root())) {
                return true;
            }
            String why = "its record has the root " + expected.tree().root() + ", unpacking its blob gives " + root;
            findings.accept(StoreFinding.of(StoreFinding.Kind.RECORD, diffId, why));
            return false;
        }
    }

    private StoreFinding finding(TreeDifference difference) {
        return new StoreFinding(
                StoreFinding.Kind.TREE, diffId, Optional.of(difference.path()), difference.detail(), false);
    }
}
