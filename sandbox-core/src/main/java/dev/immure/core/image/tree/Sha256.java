package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import java.nio.ByteBuffer;

/** A SHA-256 as a value of four words: there is one for each file of a tree, and text would take five times the memory. */
public record Sha256(long first, long second, long third, long fourth) {
    static final int BYTES = 32;

    /** @param hash of 32 bytes */
    public static Sha256 of(byte[] hash) {
        return read(ByteBuffer.wrap(hash));
    }

    static Sha256 read(ByteBuffer in) {
        return new Sha256(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    void write(ByteBuffer out) {
        out.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    public Digest digest() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(bytes);
        return Digest.ofHash(bytes.array());
    }
}
