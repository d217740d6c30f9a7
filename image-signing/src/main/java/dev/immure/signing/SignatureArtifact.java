package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.RefName;
import java.util.List;
import java.util.Objects;

/**
 * What is stored to attach signatures or attestations to an image.
 *
 * @param manifest to be stored, and found by its place
 * @param blobs to be stored before the manifest: what is signed, and the configuration
 */
public record SignatureArtifact(Place place, Blob manifest, List<Blob> blobs) {
    /** How the manifest is found. */
    public sealed interface Place {
        /** By a tag beside the image: {@code sha256-<hex>.sig}. */
        record Tag(String tag) implements Place {}

        /** By its {@code subject} (distribution-spec, "Listing Referrers"). */
        record Referrer(Digest subject) implements Place {}
    }

    public SignatureArtifact {
        Objects.requireNonNull(place, "place is null");
        Objects.requireNonNull(manifest, "manifest is null");
        blobs = List.copyOf(blobs);
    }

    /** The tag beside the image that leads to the manifest: its own, or the index of all that is attached. */
    public String tag() {
        return switch (place) {
            case Place.Tag own -> own.tag();
            case Place.Referrer referrer -> RefName.referrers(referrer.subject());
        };
    }

    /** Bytes and the descriptor that names them. */
    public static final class Blob {
        private final Descriptor descriptor;
        private final byte[] content;

        Blob(String mediaType, byte[] content) {
            this(Descriptor.of(mediaType, Digest.of(content), content.length), content);
        }

        Blob(Descriptor descriptor, byte[] content) {
            this.descriptor = Objects.requireNonNull(descriptor, "descriptor is null");
            this.content = content.clone();
        }

        public Descriptor descriptor() {
            return descriptor;
        }

        public byte[] content() {
            return content.clone();
        }
    }
}
