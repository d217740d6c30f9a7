package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * One place in an audit log. Whoever keeps it somewhere else, as each receipt does, can prove later that the log still
 * has this record and all before it.
 *
 * @param sequence number of the record, from 1; 0 is the place before the first
 * @param hash hash of the record, {@link #START}'s for the place before the first
 */
public record AuditPosition(long sequence, Digest hash) {
    /** Before the first record: sequence 0, a hash of 64 zeros, which the first record names as its previous. */
    public static final AuditPosition START = new AuditPosition(0, new Digest("0".repeat(64)));

    public AuditPosition {
        Objects.requireNonNull(hash, "hash is null");
        if (sequence < 0) {
            throw new IllegalArgumentException("a sequence is not negative");
        }
    }
}
