package dev.immure.core.image;

import java.io.InputStream;
import java.util.Optional;

/**
 * A place that holds one image, and whatever is attached to it: an OCI layout, an archive, the local store. The
 * reference is resolved once, when the source is opened; from then on only digests are used.
 */
public interface ImageSource extends AutoCloseable {
    /** The image this source was opened for. The same answer on every call. */
    ResolvedImage image();

    /** What another tag of the same repository names, such as {@code sha256-<hex>.sig}. */
    Optional<Descriptor> tagged(String tag);

    /**
     * A whole blob, checked against its descriptor's size and digest.
     *
     * @param limit the most bytes accepted; a larger blob is refused before memory is reserved
     * @throws dev.immure.core.ImmureException when missing, too large, or not what the descriptor says
     */
    byte[] read(Descriptor blob, int limit);

    /** The raw bytes of a blob, unchecked: the reader hashes what it reads and compares at the end. */
    InputStream open(Descriptor blob);

    @Override
    void close();
}
