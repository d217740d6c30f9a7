package dev.immure.core.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An image manifest (OCI image-spec, manifest.md; Docker schema 2) whose bytes were hashed before they were parsed.
 *
 * @param digest of the bytes as stored
 * @param size of the bytes as stored
 * @param subject the manifest that this one is attached to; empty for an image of its own
 * @param artifactType what the manifest says that it is; see {@link #type}
 */
public record ImageManifest(
        Digest digest,
        long size,
        String mediaType,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations,
        Optional<Descriptor> subject,
        Optional<String> artifactType) {
    public ImageManifest {
        Objects.requireNonNull(digest, "digest is null");
        Objects.requireNonNull(mediaType, "mediaType is null");
        Objects.requireNonNull(config, "config is null");
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
        Objects.requireNonNull(subject, "subject is null");
        Objects.requireNonNull(artifactType, "artifactType is null");
    }

    /** A manifest that is attached to nothing and says no type of its own. */
    public ImageManifest(
            Digest digest,
            long size,
            String mediaType,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations) {
        this(digest, size, mediaType, config, layers, annotations, Optional.empty(), Optional.empty());
    }

    /** What it is: its artifactType; without one, the media type of its configuration (image-spec, manifest.md). */
    public String type() {
        return artifactType.orElse(config.mediaType());
    }

    /** As distribution-spec ("Listing Referrers") has it listed: by what the manifest itself says. */
    public Descriptor listed() {
        return new Descriptor(mediaType, digest, size, annotations, Optional.empty(), Optional.of(type()));
    }
}
