package dev.immure.cli.pipeline;

import dev.immure.core.Remembered;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.UserDatabase;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.plan.ContainerUser;
import dev.immure.signing.VerificationResult;
import java.util.Optional;

/**
 * An image that was verified and may be run from. Its layers are unpacked when they are first asked for, and stay in use
 * until it is closed. Safe for use by several threads.
 */
final class OpenImage implements AutoCloseable {
    private static final int USERS = 16;

    private final ContentStore store;
    private final ImageSource source;
    private final VerificationResult verification;
    private final Remembered<String, ContainerUser> users = new Remembered<>(USERS);
    private Optional<UnpackedImage> layers = Optional.empty();

    /**
     * @param source closed with it
     * @param verification of this source, and no failure
     */
    OpenImage(ContentStore store, ImageSource source, VerificationResult verification) {
        this.store = store;
        this.source = source;
        this.verification = verification;
    }

    VerificationResult verification() {
        return verification;
    }

    ImageConfig config() {
        return source.image().config();
    }

    /** {@code USER[:GROUP]} as the image has them. */
    ContainerUser user(String text) {
        return users.get(text, asked -> ImageUsers.resolve(asked, () -> UserDatabase.of(layers().layers())));
    }

    synchronized UnpackedImage layers() {
        if (layers.isEmpty()) {
            layers = Optional.of(store.unpack(source));
        }
        return layers.get();
    }

    @Override
    public synchronized void close() {
        layers.ifPresent(UnpackedImage::close);
        layers = Optional.empty();
        source.close();
    }
}
