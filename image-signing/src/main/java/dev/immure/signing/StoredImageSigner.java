package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Signs images of the local store and statements about them, and attaches them there: {@code immure image sign, attest}. */
public final class StoredImageSigner {
    private final ContentStore store;

    public StoredImageSigner(ContentStore store) {
        this.store = store;
    }

    /** Signs an image under the name of its repository, in cosign's format. */
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
        return attach(image, source -> ImageSigner.sign(source, name, key));
    }

    /**
     * Signs an image under the name of its repository.
     *
     * @param now as {@link ImageSigner#sign}
     */
    public SignatureArtifact sign(ImageReference.Stored image, SigningKey key, SignatureFormat format, Instant now) {
        return attach(image, source -> ImageSigner.sign(source, image.name().repository(), key, format, now));
    }

    /**
     * Signs an image under the name of its repository as skopeo and podman do, and keeps the signature beside it.
     *
     * @param now the time that the signature says that it was made
     * @return the tag under which the store keeps such signatures
     */
    public String sign(ImageReference.Stored image, OpenPgpKey key, Instant now) {
        try (ImageSource source = store.source(image)) {
            Digest digest = source.image().digest();
            byte[] signature = key.sign(ImageSigner.reference(image.name().repository(), digest), digest, now);
            return store.putLooseSignature(image, signature);
        }
    }

    /**
     * Attaches a signed statement about an image, under the name of its repository.
     *
     * @param type URI of what is said
     * @throws dev.immure.core.ImmureException as {@link ImageAttester#attest}, or when there is no such image
     */
    public SignatureArtifact attest(
            ImageReference.Stored image,
            String type,
            JsonObject predicate,
            SigningKey key,
            AttestationFormat format,
            Instant now) {
        return attach(
                image,
                source -> ImageAttester.attest(source, image.name().repository(), type, predicate, key, format, now));
    }

    private SignatureArtifact attach(ImageReference.Stored image, Function<ImageSource, SignatureArtifact> make) {
        try (ImageSource source = store.source(image)) {
            SignatureArtifact artifact = make.apply(source);
            byte[] manifest = artifact.manifest().content();
            List<byte[]> blobs = artifact.blobs().stream()
                    .map(SignatureArtifact.Blob::content)
                    .toList();
            switch (artifact.place()) {
                case SignatureArtifact.Place.Tag place -> store.putManifest(image.name(), place.tag(), manifest, blobs);
                case SignatureArtifact.Place.Referrer place -> store.putReferrer(image.name(), manifest, blobs);
            }
            return artifact;
        }
    }
}
