package dev.immure.core.image;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Names a blob by content (OCI image-spec, descriptor.md).
 *
 * @param size bytes, not negative
 * @param annotations at most what the reader's limits allow; never null
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Map<String, String> annotations,
        Optional<Platform> platform,
        Optional<String> artifactType) {
    public Descriptor {
        Objects.requireNonNull(mediaType, "mediaType is null");
        Objects.requireNonNull(digest, "digest is null");
        Objects.requireNonNull(platform, "platform is null");
        Objects.requireNonNull(artifactType, "artifactType is null");
        if (size < 0) {
            throw new IllegalArgumentException("the size of a blob is negative");
        }
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Map.of(), Optional.empty(), Optional.empty());
    }
}
