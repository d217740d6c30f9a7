package dev.immure.policy.bundle;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import java.util.List;

/** A bundle read from where images are read from, such as a registry, with the signatures that refer to it. */
public final class BundleCopy {
    private final ImageSource source;
    private final BundleBlobs blobs;

    private BundleCopy(ImageSource source, String on) {
        this.source = source;
        this.blobs = new BundleBlobs(on);
    }

    /**
     * Copies it into memory.
     *
     * @param source opened for an artifact
     * @param on what to call it in faults
     * @throws dev.immure.core.ImmureException with a {@link BundleFault}, or when the place cannot be read
     */
    public static BundleFile of(ImageSource source, String on) {
        return new BundleCopy(source, on).take();
    }

    private BundleFile take() {
        ImageManifest manifest = source.image().manifest();
        if (!manifest.type().equals(BundleFile.ARTIFACT_TYPE)) {
            throw BundleFault.LAYOUT.refuse(blobs.on(), "it is a " + manifest.type() + ", and no policy bundle");
        }
        take(Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size()), manifest);
        List<Digest> attached = source.referrers(manifest.digest()).stream()
                .limit(BundleLimits.SIGNATURES)
                .filter(listed -> takeAttached(listed, manifest.digest()))
                .map(Descriptor::digest)
                .toList();
        return new BundleFile(blobs, manifest.digest(), attached);
    }

    /** What is listed and attached to something else is left where it is: whoever listed it here lied. */
    private boolean takeAttached(Descriptor listed, Digest subject) {
        ImageManifest read = BundleFile.parse(source.read(listed, BundleFile.OCI_MANIFEST_BYTES), blobs.on());
        boolean attached = BundleFile.isAttached(read, subject);
        if (attached) {
            take(listed, read);
        }
        return attached;
    }

    private void take(Descriptor descriptor, ImageManifest manifest) {
        take(descriptor);
        take(manifest.config());
        manifest.layers().forEach(this::take);
    }

    private void take(Descriptor blob) {
        if (!blobs.has(blob.digest())) {
            blobs.add(blob.mediaType(), source.read(blob, blobs.left()));
        }
    }
}
