package dev.immure.cli.pipeline;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.StoredImage;
import java.util.Optional;

/** Brings images of registries into the store. */
public final class Pull {
    private Pull() {}

    /** The name that an image has there: that of the registry's repository, and a tag made of the digest if need be. */
    public static ImageName name(ImageReference.Remote reference) {
        String tag =
                reference.digest().map(Digest::hex).map(hex -> "digest-" + hex).orElse(reference.tagOrLatest());
        return reference.name().withTag(tag);
    }

    /** Copies it, and opens the copy by its digest: a name could be given to another image meanwhile. */
    static ImageSource into(ContentStore store, ImageSource source, ImageReference.Remote reference) {
        StoredImage stored = store.importImage(source, name(reference));
        ImageName repository = new ImageName(stored.name().repository(), Optional.empty());
        return store.copyOf(
                reference,
                new ImageReference.Stored(
                        repository, Optional.of(stored.descriptor().digest())));
    }
}
