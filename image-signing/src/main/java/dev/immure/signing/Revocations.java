package dev.immure.signing;

import dev.immure.core.image.Digest;
import java.util.Set;

/**
 * What no longer counts, whatever is signed.
 *
 * @param keys fingerprints of public keys
 * @param certificates SHA-256 of their DER
 * @param images digests of manifests and indexes
 */
public record Revocations(Set<Digest> keys, Set<Digest> certificates, Set<Digest> images) {
    public static final Revocations NONE = new Revocations(Set.of(), Set.of(), Set.of());

    public Revocations {
        keys = Set.copyOf(keys);
        certificates = Set.copyOf(certificates);
        images = Set.copyOf(images);
    }

    boolean isEmpty() {
        return keys.isEmpty() && certificates.isEmpty() && images.isEmpty();
    }
}
