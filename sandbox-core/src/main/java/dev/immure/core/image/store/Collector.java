package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import dev.immure.core.internal.kernel.TreeRemover;
import java.util.HashSet;
import java.util.Set;

/**
 * Removes what no name leads to. Reads with the strict readers: where it cannot tell what a document leads to, it stops
 * with that fault and removes nothing.
 */
final class Collector {
    private final StoreDirectory store;
    private final LayoutFiles blobs;
    private final Limits limits;
    private final ManifestReader reader;
    private final FileTree files = new FileTree();
    private final Set<String> liveBlobs = new HashSet<>();
    private final Set<String> liveLayers = new HashSet<>();

    Collector(StoreDirectory store, LayoutFiles blobs, Limits limits) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
        this.reader = new ManifestReader(limits);
    }

    /** To be called with the store locked for {@linkplain StoreDirectory#alone one's own}. */
    GcReport collect(LayoutIndex names) {
        names.entries().forEach(this::mark);
        try {
            return sweep();
        } catch (ErrnoException e) {
            throw store.failed("cannot remove unused content of", e);
        }
    }

    private void mark(Descriptor document) {
        String hex = document.digest().hex();
        if (liveBlobs.contains(hex) || !store.has(store.blobs(), hex)) {
            // An index may name images of other platforms, which were never imported.
            return;
        }
        liveBlobs.add(hex);
        if (MediaTypes.isIndex(document.mediaType())) {
            reader.index(read(document)).forEach(this::mark);
        } else if (MediaTypes.isManifest(document.mediaType())) {
            markManifest(reader.manifest(read(document)));
        }
    }

    private void markManifest(ImageManifest manifest) {
        liveBlobs.add(manifest.config().digest().hex());
        manifest.layers().forEach(layer -> liveBlobs.add(layer.digest().hex()));
        boolean image = manifest.layers().stream().allMatch(layer -> MediaTypes.isLayer(layer.mediaType()));
        if (image && MediaTypes.isConfig(manifest.config().mediaType())) {
            byte[] config = blobs.readBlob(manifest.config(), limits.getInt(Limit.CONFIG_BYTES));
            reader.config(config).diffIds().forEach(diffId -> liveLayers.add(diffId.hex()));
        }
    }

    private byte[] read(Descriptor document) {
        return blobs.readBlob(document, limits.getInt(Limit.MANIFEST_BYTES));
    }

    private GcReport sweep() throws ErrnoException {
        int removedBlobs = 0;
        long bytes = 0;
        for (String hex : files.names(store.blobs())) {
            if (!liveBlobs.contains(hex)) {
                bytes += files.stat(store.blobs(), hex).size();
                new TreeRemover().remove(store.blobs(), hex);
                removedBlobs++;
            }
        }
        int removedLayers = 0;
        int inUse = 0;
        for (String hex : files.names(store.layers())) {
            if (!liveLayers.contains(hex)) {
                boolean removed = removeLayer(hex);
                removedLayers += removed ? 1 : 0;
                inUse += removed ? 0 : 1;
            }
        }
        // Left by processes that died: nobody makes anything while we hold the lock.
        for (String name : files.names(store.temporary())) {
            new TreeRemover().remove(store.temporary(), name);
        }
        return new GcReport(removedBlobs, removedLayers, inUse, bytes);
    }

    /** A layer's name goes first, so that half a tree never has one. */
    private boolean removeLayer(String hex) throws ErrnoException {
        try (Fd layer = files.openDirectory(store.layers(), hex)) {
            if (!Flock.tryExclusive(layer)) {
                return false;
            }
            String doomed = Stage.uniqueName("gc");
            files.rename(store.layers(), hex, store.temporary(), doomed);
            new TreeRemover().remove(store.temporary(), doomed);
            return true;
        }
    }
}
