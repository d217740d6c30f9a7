package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.BlobStream;
import dev.immure.core.image.layer.Budget;
import dev.immure.core.image.layer.LayerReader;
import dev.immure.core.image.layer.Notes;
import dev.immure.core.image.layer.Ownership;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import dev.immure.core.internal.kernel.HostRoot;
import java.io.IOException;
import java.io.OutputStream;

/** Unpacks a layer of the store once more from its blob, which is checked on the way like that of a stranger. */
final class LayerRebuild {
    private final LayoutFiles blobs;
    private final Limits limits;
    private final Stage stage;

    LayerRebuild(LayoutFiles blobs, Limits limits, Stage stage) {
        this.blobs = blobs;
        this.limits = limits;
        this.stage = stage;
    }

    /** Makes the tree and its record in the stage. */
    TreeRecord unpack(Digest diffId, Descriptor blob) {
        try (BlobStream bytes = new BlobStream(blobs.openBlob(blob), blob, OutputStream.nullOutputStream());
                Fd tree = stage.newTree(diffId)) {
            ContentHashes contents = new ContentHashes();
            Notes notes = new LayerReader(limits, new Budget(limits), Ownership.of(HostRoot.isCaller()))
                    .unpack(bytes, blob, diffId, tree, contents);
            return stage.acceptLayer(diffId, blob.digest(), notes, tree, contents);
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the blob", blob.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Puts a fresh tree in the place of the one that is there. To be called with the store locked for one's own: whoever
     * opened the old directory before would lease what is about to go.
     *
     * @throws ImmureException {@link ImageFault#STORE} while a sandbox uses the layer; a fault of the blob when it is bad
     */
    void replace(StoreDirectory store, Digest diffId, Descriptor blob) {
        FileTree files = new FileTree();
        try (Fd old = files.openDirectory(store.layers(), diffId.hex())) {
            if (!Flock.tryExclusive(old)) {
                throw ImageFault.STORE.at("cannot repair the layer", diffId, "a sandbox uses it");
            }
            unpack(diffId, blob);
            stage.exchangeLayer(diffId);
        } catch (ErrnoException e) {
            throw store.failed("cannot repair the layer " + diffId + " of", e);
        }
    }
}
