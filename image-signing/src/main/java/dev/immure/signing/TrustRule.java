package dev.immure.signing;

import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Objects;

/**
 * Whose signatures count for the names of a scope.
 *
 * @param keys any of them counts; a key under two names counts once
 * @param threshold how many distinct keys must have signed, from 1 to the number of distinct keys
 */
public record TrustRule(TrustScope scope, List<TrustedKey> keys, int threshold) {
    public TrustRule {
        Objects.requireNonNull(scope, "scope is null");
        keys = List.copyOf(keys);
        if (threshold < 1 || threshold > distinct(keys)) {
            throw new IllegalArgumentException("the threshold is not between 1 and the number of distinct keys");
        }
    }

    static long distinct(List<TrustedKey> keys) {
        return keys.stream().map(TrustedKey::fingerprint).distinct().count();
    }

    boolean names(Digest fingerprint) {
        return keys.stream().anyMatch(key -> key.fingerprint().equals(fingerprint));
    }
}
