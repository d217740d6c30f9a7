package dev.immure.signing.internal.sigstore;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a signature must be about.
 *
 * @param content the bytes, where they were there and are few: only pure Ed25519 needs them
 */
public record Artifact(Hashes hashes, Optional<Bytes> content) {
    /** Bytes of a content that is kept. */
    public static final int MAX_KEPT = 1 << 20;

    private static final int CHUNK = 64 << 10;

    /** Something of which the SHA-256 is all that is known. */
    public static Artifact of(Digest sha256) {
        return new Artifact(Hashes.of(sha256), Optional.empty());
    }

    public static Artifact of(byte[] content) {
        return new Artifact(
                Hashes.of(content), content.length > MAX_KEPT ? Optional.empty() : Optional.of(Bytes.of(content)));
    }

    /** Reads to the end, once, in chunks; memory does not grow with the length. */
    public static Artifact of(InputStream in) throws IOException {
        Map<HashAlgorithm, MessageDigest> running = new EnumMap<>(HashAlgorithm.class);
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            running.put(algorithm, algorithm.fresh());
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long total = 0;
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            for (MessageDigest digest : running.values()) {
                digest.update(chunk, 0, length);
            }
            total += length;
            if (total <= MAX_KEPT) {
                kept.write(chunk, 0, length);
            }
        }
        Map<HashAlgorithm, Bytes> values = new EnumMap<>(HashAlgorithm.class);
        running.forEach((algorithm, digest) -> values.put(algorithm, Bytes.of(digest.digest())));
        return new Artifact(
                new Hashes(values), total > MAX_KEPT ? Optional.empty() : Optional.of(Bytes.of(kept.toByteArray())));
    }

    @Override
    public String toString() {
        return hashes.sha256().toString();
    }
}
