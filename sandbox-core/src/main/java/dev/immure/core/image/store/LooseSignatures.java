package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store's place for signatures that are no manifests: an artifact manifest under the tag {@code sha256-<hex>.loose},
 * one layer per signature, in order. As a tag of that form it is removed with its image, and kept by
 * {@link ContentStore#gc} as long as the image is.
 */
final class LooseSignatures {
    private static final String MANIFEST_TYPE = "application/vnd.immure.signatures.loose.v1";
    private static final String SIGNATURE_TYPE = "application/vnd.immure.signature.loose.v1";
    private static final String SUFFIX = "loose";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Limits limits;

    LooseSignatures(Limits limits) {
        this.limits = limits;
    }

    static String tag(Digest subject) {
        return RefName.attachment(subject, SUFFIX);
    }

    /** Adds them to a stage; empty when there are none. */
    Optional<Descriptor> write(Descriptor subject, List<byte[]> signatures, Stage stage) {
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        List<Descriptor> layers = new ArrayList<>();
        for (byte[] signature : signatures) {
            stage.addBlob(signature);
            layers.add(Descriptor.of(SIGNATURE_TYPE, Digest.of(signature), signature.length));
        }
        stage.addBlob(EMPTY);
        byte[] manifest = LayoutJson.artifact(
                MANIFEST_TYPE,
                Descriptor.of(MediaTypes.OCI_EMPTY, Digest.of(EMPTY), EMPTY.length),
                layers,
                subject,
                Map.of());
        stage.addBlob(manifest);
        return Optional.of(Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length));
    }

    List<byte[]> read(Descriptor document, Resolver.BlobReader blobs) {
        ImageManifest manifest =
                new ManifestReader(limits).manifest(blobs.read(document, limits.getInt(Limit.MANIFEST_BYTES)));
        limits.check(Limit.LOOSE_SIGNATURES, manifest.layers().size(), "cannot read the signatures", document.digest());
        return manifest.layers().stream()
                .filter(layer -> layer.mediaType().equals(SIGNATURE_TYPE))
                .map(layer -> blobs.read(layer, limits.getInt(Limit.LOOSE_SIGNATURE_BYTES)))
                .toList();
    }
}
