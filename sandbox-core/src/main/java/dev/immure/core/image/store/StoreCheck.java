package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.layer.BlobStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads again all that images lead to: documents and blobs against the digests they are named by, trees against what was
 * recorded of them. Goes on after a finding, so that one run tells all.
 */
final class StoreCheck {
    /** Of the findings, those that are kept; the rest is counted. */
    private static final int KEPT = 1000;

    private final StoreDirectory store;
    private final LayoutFiles blobs;
    private final Limits limits;
    private final CheckDepth depth;
    private final ManifestReader reader;
    private final Set<Digest> seenBlobs = new HashSet<>();
    private final Set<Digest> seenLayers = new HashSet<>();
    private final List<StoreFinding> findings = new ArrayList<>();
    private final List<Digest> renewed = new ArrayList<>();
    private final Map<Digest, Descriptor> damaged = new LinkedHashMap<>();
    private long omitted;
    private long bytes;
    private long layers;
    private long sealed;

    StoreCheck(StoreDirectory store, LayoutFiles blobs, Limits limits, CheckDepth depth) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
        this.depth = depth;
        this.reader = new ManifestReader(limits);
    }

    /** To be called once, while the store is locked as shared. */
    StoreCheckReport check(List<Descriptor> named) {
        named.forEach(this::document);
        return new StoreCheckReport(seenBlobs.size(), layers, sealed, bytes, findings, omitted, renewed, damaged);
    }

    private void document(Descriptor document) {
        if (seenBlobs.contains(document.digest()) || !blob(document)) {
            return;
        }
        try {
            if (MediaTypes.isIndex(document.mediaType())) {
                // An index may name images of other platforms, which were never imported.
                reader.index(read(document, Limit.MANIFEST_BYTES)).stream()
                        .filter(entry -> store.has(store.blobs(), entry.digest().hex()))
                        .forEach(this::document);
            } else if (MediaTypes.isManifest(document.mediaType())) {
                manifest(reader.manifest(read(document, Limit.MANIFEST_BYTES)));
            }
        } catch (ImmureException e) {
            add(StoreFinding.of(
                    StoreFinding.Kind.BLOB_CHANGED, document.digest(), e.fault().why()));
        }
    }

    private void manifest(ImageManifest manifest) {
        boolean config = blob(manifest.config());
        manifest.layers().forEach(this::blob);
        boolean image = MediaTypes.isConfig(manifest.config().mediaType())
                && manifest.layers().stream().allMatch(layer -> MediaTypes.isLayer(layer.mediaType()));
        if (config && image) {
            List<Digest> diffIds =
                    reader.config(read(manifest.config(), Limit.CONFIG_BYTES)).diffIds();
            for (int i = 0; i < Math.min(diffIds.size(), manifest.layers().size()); i++) {
                layer(diffIds.get(i), manifest.layers().get(i));
            }
        }
    }

    /** Whether its bytes are those of its digest. */
    private boolean blob(Descriptor blob) {
        if (!seenBlobs.add(blob.digest())) {
            return findings.stream().noneMatch(finding -> finding.on().equals(blob.digest()));
        }
        if (!store.has(store.blobs(), blob.digest().hex())) {
            add(StoreFinding.of(StoreFinding.Kind.BLOB_MISSING, blob.digest(), "it is not in the store"));
            return false;
        }
        try (BlobStream stream = new BlobStream(blobs.openBlob(blob), blob, OutputStream.nullOutputStream())) {
            stream.verify();
            bytes += blob.size();
            return true;
        } catch (ImmureException e) {
            add(StoreFinding.of(
                    StoreFinding.Kind.BLOB_CHANGED, blob.digest(), e.fault().why()));
            return false;
        } catch (IOException e) {
            throw store.failed("cannot read the blob " + blob.digest() + " of", e);
        }
    }

    /** A tree that is not there is no finding: it is unpacked when it is wanted. */
    private void layer(Digest diffId, Descriptor blob) {
        if (!seenLayers.add(diffId) || !store.has(store.layers(), diffId.hex())) {
            return;
        }
        layers++;
        UnpackedLayerCheck check = new UnpackedLayerCheck(store, blobs, limits, depth, diffId, blob);
        if (!check.check(this::add)) {
            damaged.put(diffId, blob);
        } else if (check.renewed()) {
            renewed.add(diffId);
        }
        sealed += check.sealed() ? 1 : 0;
        bytes += check.bytes();
    }

    private void add(StoreFinding finding) {
        if (findings.size() < KEPT) {
            findings.add(finding);
        } else {
            omitted++;
        }
    }

    private byte[] read(Descriptor document, Limit limit) {
        return blobs.readBlob(document, limits.getInt(limit));
    }
}
