package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * What an entry that holds good is worth.
 *
 * @param promisedAt the time that the log put its name to; empty when it gave no promise, or no time in it
 */
public record LogEvidence(Bytes logId, Inclusion inclusion, Optional<Instant> promisedAt) {
    /** How sure it is that the log holds the entry. */
    public enum Inclusion {
        /** The log has promised to include it. */
        PROMISED,
        /** It is in a tree that the log has signed. */
        PROVEN
    }
}
