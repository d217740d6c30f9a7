package dev.immure.signing;

import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import java.util.List;

/** Signs an image of the local store and attaches the signature to it there: {@code immure image sign}. */
public final class StoredImageSigner {
    private final ContentStore store;

    public StoredImageSigner(ContentStore store) {
        this.store = store;
    }

    /** Signs an image under the name of its repository. */
    public SignatureArtifact sign(ImageReference.Stored image, SigningKey key) {
        return sign(image, image.name().repository(), key);
    }

    /**
     * Signs an image under a name of the caller's choice, such as the one it is to be pushed as. While the store calls it
     * otherwise, that signature does not count here.
     *
     * @throws dev.immure.core.ImmureException as {@link ImageSigner#sign}, or when there is no such image
     */
    public SignatureArtifact sign(ImageReference.Stored image, String name, SigningKey key) {
        try (ImageSource source = store.source(image)) {
            SignatureArtifact artifact = ImageSigner.sign(source, name, key);
            List<byte[]> blobs = artifact.blobs().stream()
                    .map(SignatureArtifact.Blob::content)
                    .toList();
            store.putManifest(image.name(), artifact.tag(), artifact.manifest().content(), blobs);
            return artifact;
        }
    }
}
