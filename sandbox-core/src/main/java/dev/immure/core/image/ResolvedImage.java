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
 * @param knownConfig empty when only the manifest was to be read ({@link ImageReading#MANIFEST_ONLY})
 * @param index the image index that the reference named and the manifest was chosen from; empty when the reference
 *     named the manifest itself. A signature on the index covers the manifest.
 */
public record ResolvedImage(
        String reference,
        Optional<String> name,
        Optional<String> tag,
        ImageManifest manifest,
        Optional<ImageConfig> knownConfig,
        Optional<Descriptor> index) {
    public ResolvedImage {
        Objects.requireNonNull(index, "index is null");
        Objects.requireNonNull(reference, "reference is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(tag, "tag is null");
        Objects.requireNonNull(manifest, "manifest is null");
        Objects.requireNonNull(knownConfig, "knownConfig is null");
    }

    public ResolvedImage(
            String reference, Optional<String> name, Optional<String> tag, ImageManifest manifest, ImageConfig config) {
        this(reference, name, tag, manifest, config, Optional.empty());
    }

    public ResolvedImage(
            String reference,
            Optional<String> name,
            Optional<String> tag,
            ImageManifest manifest,
            ImageConfig config,
            Optional<Descriptor> index) {
        this(reference, name, tag, manifest, Optional.of(config), index);
    }

    /**
     * The configuration.
     *
     * @throws IllegalStateException when the image was opened for its manifest only: such an image cannot be run
     */
    public ImageConfig config() {
        return knownConfig.orElseThrow(() -> new IllegalStateException("only the manifest of the image was read"));
    }

    public Digest digest() {
        return manifest.digest();
    }
}
