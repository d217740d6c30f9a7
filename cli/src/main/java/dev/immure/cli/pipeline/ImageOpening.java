package dev.immure.cli.pipeline;

import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.signing.VerificationResult;
import java.util.function.Function;

/** The way from the name of an image to one that is verified. */
final class ImageOpening {
    private ImageOpening() {}

    /** @param verifier throws for an image that is refused */
    static OpenImage open(
            ContentStore store,
            ImageReference image,
            RunSetting setting,
            Function<ImageSource, VerificationResult> verifier) {
        ImageSource source = source(store, image, setting, verifier);
        boolean opened = false;
        try {
            OpenImage open = new OpenImage(store, source, verifier.apply(source));
            opened = true;
            return open;
        } finally {
            if (!opened) {
                source.close();
            }
        }
    }

    /**
     * An image of a registry is copied into the store and opened there: its tag is asked for once, and what was verified
     * is what runs. Before its layers are fetched it is verified where it is.
     */
    private static ImageSource source(
            ContentStore store,
            ImageReference image,
            RunSetting setting,
            Function<ImageSource, VerificationResult> verifier) {
        ImageSource source = ImageSources.open(image, store, setting.registries(), ImageReading.WHOLE);
        if (!(image instanceof ImageReference.Remote remote)) {
            return source;
        }
        try (source) {
            VerificationResult there = verifier.apply(source);
            System.getLogger(ImageOpening.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "verified where it is: {0}",
                            there.image().digest());
            return Pull.into(store, source, remote);
        }
    }
}
