package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import java.util.Objects;
import java.util.Set;

/**
 * That an authority made a signature.
 *
 * @param keys the fingerprints of the key that signed, of the one that it stands for, and of those that vouch for it or for
 *     the moment: certificate authorities, timestamp authorities, logs; never none
 * @param certificates SHA-256 of each certificate that vouches for the key or for the moment, up to the roots
 * @param marks what two proofs of one signer have in common: the key, or the identity that a certificate names. Whoever
 *     shares a mark is the same signer
 * @param algorithm such as {@code ecdsa-p256-sha256}
 * @param time when it was made, as far as somebody vouches for it, else when it was verified
 */
record Proof(
        SignerIdentity identity,
        Set<Digest> keys,
        Set<Digest> certificates,
        Set<String> marks,
        String algorithm,
        TrustedTime time) {
    Proof {
        Objects.requireNonNull(identity, "identity is null");
        keys = Set.copyOf(keys);
        certificates = Set.copyOf(certificates);
        marks = Set.copyOf(marks);
        Objects.requireNonNull(algorithm, "algorithm is null");
        Objects.requireNonNull(time, "time is null");
        if (keys.isEmpty() || marks.isEmpty()) {
            throw new IllegalArgumentException("a signer without a key or a mark could count twice");
        }
    }
}
