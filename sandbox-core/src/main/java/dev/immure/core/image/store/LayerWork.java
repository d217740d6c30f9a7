package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.BlobStream;
import dev.immure.core.image.layer.Budget;
import dev.immure.core.image.layer.LayerReader;
import dev.immure.core.image.layer.Notes;
import dev.immure.core.image.layer.Ownership;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.HostRoot;
import java.io.IOException;
import java.io.OutputStream;

/** Brings the layers of one image into a stage: each blob is read at most once, and never trusted unread. */
final class LayerWork {
    private final StoreDirectory store;
    private final Stage stage;
    private final ImageSource source;
    private final LayerReader reader;
    private final FileTree files = new FileTree();

    LayerWork(StoreDirectory store, Stage stage, ImageSource source, Limits limits) {
        this.store = store;
        this.stage = stage;
        this.source = source;
        this.reader = new LayerReader(limits, new Budget(limits), Ownership.of(HostRoot.isCaller()));
    }

    /** Makes the tree unless it is there, and checks the blob against its digest in any case. */
    void take(Descriptor layer, Digest diffId) {
        take(layer, diffId, OutputStream.nullOutputStream());
    }

    /** The same, with a copy of the blob. */
    void takeWithBlob(Descriptor layer, Digest diffId) {
        boolean stored = store.has(store.blobs(), layer.digest().hex());
        if (stored && source instanceof RegistrySource && isUnpacked(layer, diffId)) {
            // By digest there is nothing else to be had: what the store checked is not fetched a second time.
            return;
        }
        if (stored || stage.hasBlob(layer.digest())) {
            take(layer, diffId);
            return;
        }
        Stage.NewBlob blob = stage.newBlob();
        try (blob) {
            take(layer, diffId, blob.out());
        }
        blob.accept(layer.digest());
    }

    private void take(Descriptor layer, Digest diffId, OutputStream copy) {
        try (BlobStream blob = new BlobStream(source.open(layer), layer, copy)) {
            if (stage.hasLayer(diffId)) {
                reader.verify(blob, layer, diffId);
            } else if (!store.has(store.layers(), diffId.hex())) {
                unpack(blob, layer, diffId);
            } else if (hasMark(layer, diffId)) {
                // This digest is known to decompress to this diff_id: that the bytes have it is all there is to check.
                blob.verify();
            } else {
                reader.verify(blob, layer, diffId);
                mark(layer, diffId);
            }
        } catch (IOException e) {
            throw store.failed("cannot read the layer " + layer.digest() + " into", e);
        }
    }

    private void unpack(BlobStream blob, Descriptor layer, Digest diffId) {
        try (Fd tree = stage.newTree(diffId)) {
            ContentHashes contents = new ContentHashes();
            Notes notes = reader.unpack(blob, layer, diffId, tree, contents);
            stage.acceptLayer(diffId, layer.digest(), notes, tree, contents);
        }
    }

    private boolean isUnpacked(Descriptor layer, Digest diffId) {
        return store.has(store.layers(), diffId.hex()) && hasMark(layer, diffId);
    }

    private boolean hasMark(Descriptor layer, Digest diffId) {
        try (Fd directory = files.openDirectory(store.layers(), diffId.hex())) {
            return store.has(directory, LayerRecord.blobMark(layer.digest()));
        } catch (ErrnoException e) {
            throw store.failed("cannot look into the store", e);
        }
    }

    private void mark(Descriptor layer, Digest diffId) {
        int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
        try (Fd directory = files.openDirectory(store.layers(), diffId.hex())) {
            files.open(directory, LayerRecord.blobMark(layer.digest()), flags, StoreDirectory.PRIVATE_FILE)
                    .close();
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw store.failed("cannot write to the store", e);
            }
        }
    }
}
