package dev.immure.core.image;

import java.io.InputStream;
import java.util.List;
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

    /**
     * The manifests that are said to have {@code subject} as their subject (image-spec, manifest.md), with artifactType
     * and annotations as far as the place tells them; at most {@link Limit#REFERRERS}. A place may lie: whoever reads
     * one compares its {@code subject} and its types himself, and chooses by artifactType himself.
     *
     * @throws dev.immure.core.ImmureException when there are more, or what lists them cannot be read
     */
    List<Descriptor> referrers(Digest subject);

    /**
     * Signatures that lie beside the image and are no manifests, in order: {@code signature-1}, {@code signature-2} … of
     * containers/image. At most {@link Limit#LOOSE_SIGNATURES} of {@link Limit#LOOSE_SIGNATURE_BYTES} each.
     *
     * @throws dev.immure.core.ImmureException when there are more or larger ones, or one cannot be read
     */
    List<byte[]> looseSignatures();

    @Override
    void close();
}
