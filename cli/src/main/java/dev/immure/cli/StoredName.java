package dev.immure.cli;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageReference;

/** Where only an image of the local store will do. */
final class StoredName {
    private StoredName() {}

    /**
     * Parses {@code NAME[:TAG|@sha256:…]}.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#REFERENCE} also for a reference to something outside
     */
    static ImageReference.Stored parse(String text) {
        if (ImageReference.parse(text) instanceof ImageReference.Stored stored) {
            return stored;
        }
        throw ImageFault.REFERENCE.at(
                "cannot use the image reference", text, "only an image of the local store can be used here");
    }
}
