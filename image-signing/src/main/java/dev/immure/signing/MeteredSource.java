package dev.immure.signing;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.fault.SigningFault;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Bounds what is read of all that is attached to one image. Whoever attaches decides how much there is, and two hundred
 * statements of 16 MiB, each allowed by itself, would be minutes of work (compare CVE-2024-29902 of cosign).
 */
final class MeteredSource implements ImageSource {
    /** Bytes: bills of materials of 12 MiB for ten platforms. */
    static final long MAX = 128L << 20;

    private final ImageSource source;
    private long left = MAX;

    MeteredSource(ImageSource source) {
        this.source = Objects.requireNonNull(source, "source is null");
    }

    /** @throws ImmureException also with LIMIT, when this blob would be beyond what is read for one image */
    @Override
    public byte[] read(Descriptor blob, int limit) {
        if (blob.size() > left) {
            throw Rejections.of(
                    SigningFault.LIMIT,
                    blob.digest().toString(),
                    "with its " + blob.size() + " bytes, more than " + MAX + " would be read of what is attached");
        }
        left -= blob.size();
        return source.read(blob, limit);
    }

    @Override
    public ResolvedImage image() {
        return source.image();
    }

    @Override
    public Optional<Descriptor> tagged(String tag) {
        return source.tagged(tag);
    }

    @Override
    public InputStream open(Descriptor blob) {
        return source.open(blob);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return source.referrers(subject);
    }

    @Override
    public List<byte[]> looseSignatures() {
        return source.looseSignatures();
    }

    /** Leaves the source open: it is not this one's. */
    @Override
    public void close() {}
}
