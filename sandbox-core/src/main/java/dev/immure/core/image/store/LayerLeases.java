package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.layer.LayerMarks;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes layers into use: a shared lock on each one's directory keeps the collector away. */
final class LayerLeases {
    private final StoreDirectory store;
    private final TreeVerification verification;
    private final FileTree files = new FileTree();
    private final List<Fd> leases = new ArrayList<>();
    private final List<UnpackedLayer> layers = new ArrayList<>();
    private final List<UnpackNote> notes = new ArrayList<>();
    private long omitted;

    LayerLeases(StoreDirectory store, TreeVerification verification) {
        this.store = store;
        this.verification = verification;
    }

    /** To be called while the store is locked as shared, so that the layers cannot vanish before they are leased. */
    UnpackedImage take(List<Digest> diffIds) {
        boolean done = false;
        try {
            for (Digest diffId : diffIds) {
                take(diffId);
            }
            UnpackedImage image = new UnpackedImage(layers, notes, omitted, leases);
            done = true;
            return image;
        } catch (ErrnoException | IOException e) {
            throw ImageFault.STORE.at("cannot use the layers of", store.path(), String.valueOf(e.getMessage()), e);
        } finally {
            if (!done) {
                leases.forEach(Fd::close);
            }
        }
    }

    private void take(Digest diffId) throws ErrnoException, IOException {
        Fd layer = files.openDirectory(store.layers(), diffId.hex());
        leases.add(layer);
        Flock.shared(layer);
        LayerFiles content = new LayerFiles(diffId, layer, files, store.verity());
        LayerRecord found = content.read();
        // With the lease held, so that what was compared is what stays until it is used.
        content.require(found, verification);
        notes.addAll(found.notes());
        omitted += found.omitted();
        try (Fd tree = files.openDirectory(layer, LayerRecord.TREE)) {
            if (LayerMarks.isOpaque(files, tree)) {
                layers.clear();
            }
        }
        // A layer that occurs twice counts where it is uppermost; overlayfs refuses the same directory twice (ELOOP).
        UnpackedLayer unpacked =
                new UnpackedLayer(diffId, store.tree(diffId), found.tree().root());
        layers.remove(unpacked);
        layers.add(unpacked);
    }
}
