package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import java.util.List;
import java.util.Objects;

/**
 * What is stored to attach signatures to an image.
 *
 * @param tag beside the image: {@code sha256-<hex>.sig}
 * @param manifest to be stored, and named by the tag
 * @param blobs to be stored before the manifest: the signed statement and the configuration
 */
public record SignatureArtifact(String tag, Blob manifest, List<Blob> blobs) {
    public SignatureArtifact {
        Objects.requireNonNull(tag, "tag is null");
        Objects.requireNonNull(manifest, "manifest is null");
        blobs = List.copyOf(blobs);
    }

    /** Bytes and the descriptor that names them. */
    public static final class Blob {
        private final Descriptor descriptor;
        private final byte[] content;

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
