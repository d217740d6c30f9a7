package dev.immure.policy.cache;

import dev.immure.core.image.Digest;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) over Java's own SHA-256. {@code javax.crypto.Mac} gives the same, and starts all providers
 * of Java's before, with their tables of curves and names: most of what finding a remembered answer would take.
 */
final class KeyedHash {
    static final int BYTES = 32;

    /** Of SHA-256: FIPS 180-4, figure 1. */
    private static final int BLOCK_BYTES = 64;

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private KeyedHash() {}

    /** @param key at most a block; a longer one would have to be hashed first, and none here is */
    static byte[] of(byte[] key, byte[]... parts) {
        if (key.length > BLOCK_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        MessageDigest digest = Digest.sha256();
        digest.update(padded(key, INNER));
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] inner = digest.digest();
        digest.update(padded(key, OUTER));
        return digest.digest(inner);
    }

    private static byte[] padded(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= pad;
        }
        return block;
    }
}
