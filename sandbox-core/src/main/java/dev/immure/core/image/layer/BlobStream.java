package dev.immure.core.image.layer;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** The bytes of a blob as stored: hashed, counted and, if wanted, copied while they are read, once. */
public final class BlobStream extends InputStream {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final Descriptor blob;
    private final OutputStream copy;
    private final MessageDigest hash = Digest.sha256();
    private long count;

    /** @param copy receives every byte read; {@link OutputStream#nullOutputStream} for none. Not closed here. */
    public BlobStream(InputStream in, Descriptor blob, OutputStream copy) {
        this.in = in;
        this.blob = blob;
        this.copy = copy;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int got = source(into, offset, length);
        if (got > 0) {
            count += got;
            if (count > blob.size()) {
                throw size("it has more than the " + blob.size() + " bytes of its descriptor");
            }
            hash.update(into, offset, got);
            copy(into, offset, got);
        }
        return got;
    }

    private void copy(byte[] bytes, int offset, int length) {
        try {
            copy.write(bytes, offset, length);
        } catch (IOException e) {
            throw ImageFault.STORE.at("cannot store the blob", blob.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    private int source(byte[] into, int offset, int length) {
        try {
            return in.read(into, offset, length);
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the blob", blob.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads what is left and compares size and digest.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#BLOB_SIZE} or {@link ImageFault#BLOB_DIGEST}
     */
    public void verify() {
        byte[] buffer = new byte[CHUNK];
        while (read(buffer, 0, buffer.length) >= 0) {
            // Hashed by read.
        }
        if (count != blob.size()) {
            throw size("it has " + count + " bytes, its descriptor says " + blob.size());
        }
        Digest actual = Digest.ofHash(hash.digest());
        if (!actual.equals(blob.digest())) {
            throw ImageFault.BLOB_DIGEST.at(
                    "cannot use the blob", blob.digest(), "its bytes have the digest " + actual);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private RuntimeException size(String why) {
        return ImageFault.BLOB_SIZE.at("cannot use the blob", blob.digest(), why);
    }
}
