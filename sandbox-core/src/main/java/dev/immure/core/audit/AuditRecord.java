package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.time.Instant;
import java.util.Objects;

/**
 * One record as it stands in the log, after its own hash and its place in the chain were found right.
 *
 * @param time when it was written, by the clock of the machine, which may jump
 * @param type such as {@code policy.decided}
 * @param json the whole line, without its newline: pure ASCII, safe on a terminal
 */
public record AuditRecord(long sequence, Instant time, Digest previous, String type, Digest hash, String json) {
    public AuditRecord {
        Objects.requireNonNull(time, "time is null");
        Objects.requireNonNull(previous, "previous is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(hash, "hash is null");
        Objects.requireNonNull(json, "json is null");
        if (sequence < 1) {
            throw new IllegalArgumentException("records are numbered from 1");
        }
    }

    /** Where it stands. */
    public AuditPosition position() {
        return new AuditPosition(sequence, hash);
    }
}
