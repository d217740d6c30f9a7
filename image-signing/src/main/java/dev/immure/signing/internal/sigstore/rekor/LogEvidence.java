package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What an entry that holds good is worth.
 *
 * @param keys SHA-256 of the log's keys that signed the promise or the checkpoint; never none
 * @param promisedAt the time that the log put its name to; empty when it gave no promise, or no time in it
 */
public record LogEvidence(Bytes logId, Set<Digest> keys, Inclusion inclusion, Optional<Instant> promisedAt) {
    public LogEvidence {
        keys = Set.copyOf(keys);
    }

    /** How sure it is that the log holds the entry. */
    public enum Inclusion {
        /** The log has promised to include it. */
        PROMISED,
        /** It is in a tree that the log has signed. */
        PROVEN
    }
}
