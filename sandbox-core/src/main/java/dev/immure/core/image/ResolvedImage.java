package dev.immure.core.image;

import java.util.Objects;
import java.util.Optional;

/**
 * What a reference came to, once.
 *
 * @param reference as the user wrote it
 * @param name the repository name that the source claims for this image, without tag; empty when a layout has only a
 *     bare tag. Only a claim: the signed name is the one that counts.
 * @param tag the tag used, if any
 */
public record ResolvedImage(
        String reference, Optional<String> name, Optional<String> tag, ImageManifest manifest, ImageConfig config) {
    public ResolvedImage {
        Objects.requireNonNull(reference, "reference is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(tag, "tag is null");
        Objects.requireNonNull(manifest, "manifest is null");
        Objects.requireNonNull(config, "config is null");
    }

    public Digest digest() {
        return manifest.digest();
    }
}
