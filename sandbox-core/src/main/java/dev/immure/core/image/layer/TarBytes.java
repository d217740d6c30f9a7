package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** The uncompressed bytes of a layer: hashed for the diff_id, and stopped when they grow beyond the limits. */
final class TarBytes extends InputStream {
    private final InputStream in;
    private final BlobStream blob;
    private final Budget budget;
    private final Limits limits;
    private final Digest layer;
    private final MessageDigest hash = Digest.sha256();
    private long count;

    TarBytes(InputStream in, BlobStream blob, Budget budget, Limits limits, Digest layer) {
        this.in = in;
        this.blob = blob;
        this.budget = budget;
        this.limits = limits;
        this.layer = layer;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        if (got > 0) {
            hash.update(into, offset, got);
            count += got;
            budget.addBytes(got, layer);
            checkRatio();
        }
        return got;
    }

    /** To be asked once, at the end. */
    Digest digest() {
        return Digest.ofHash(hash.digest());
    }

    /** A bomb is told by its ratio long before it reaches the total. */
    private void checkRatio() {
        boolean free = count <= limits.get(Limit.RATIO_FREE_BYTES);
        if (!free && count / limits.get(Limit.RATIO) > blob.count()) {
            throw limits.exceeded(
                    Limit.RATIO, "cannot unpack the layer", layer, count + " bytes out of " + blob.count());
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
