package dev.immure.core.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An image manifest (OCI image-spec, manifest.md; Docker schema 2) whose bytes were hashed before they were parsed.
 *
 * @param digest of the bytes as stored
 * @param size of the bytes as stored
 */
public record ImageManifest(
        Digest digest,
        long size,
        String mediaType,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations) {
    public ImageManifest {
        Objects.requireNonNull(digest, "digest is null");
        Objects.requireNonNull(mediaType, "mediaType is null");
        Objects.requireNonNull(config, "config is null");
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }
}
