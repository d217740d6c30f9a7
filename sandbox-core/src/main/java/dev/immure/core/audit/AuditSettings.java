package dev.immure.core.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a log is kept.
 *
 * @param rotateBytes a segment that has come to this size is followed by a new one; 0 for never
 * @param rotateAfter so is one whose first record is older; empty for never
 * @param keep segments whose last record is older may go at a rotation; empty for never
 * @param keepBytes so may the oldest when all are larger together; empty for never
 * @param checkpointEvery records between two checkpoints, 1 at least; a rotation writes one too
 * @param key an Ed25519 key in PEM (PKCS #8) that signs checkpoints; empty for one beside the log, made when needed
 * @param mask what of the facts is not written down
 */
public record AuditSettings(
        long rotateBytes,
        Optional<Duration> rotateAfter,
        Optional<Duration> keep,
        OptionalLong keepBytes,
        int checkpointEvery,
        Optional<Path> key,
        FactsMask mask) {
    /** Size of a segment that nobody asked for another size of. */
    public static final long ROTATE_BYTES = 64L << 20;

    /** Records between two checkpoints. */
    public static final int CHECKPOINT_EVERY = 256;

    /** Everything is kept, and kept as it is. */
    public static final AuditSettings DEFAULT = new AuditSettings(
            ROTATE_BYTES,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            CHECKPOINT_EVERY,
            Optional.empty(),
            FactsMask.NONE);

    public AuditSettings {
        Objects.requireNonNull(rotateAfter, "rotateAfter is null");
        Objects.requireNonNull(keep, "keep is null");
        Objects.requireNonNull(keepBytes, "keepBytes is null");
        Objects.requireNonNull(key, "key is null");
        Objects.requireNonNull(mask, "mask is null");
        boolean negative = rotateAfter.orElse(Duration.ZERO).isNegative()
                || keep.orElse(Duration.ZERO).isNegative()
                || keepBytes.orElse(0) < 0
                || rotateBytes < 0
                || checkpointEvery < 1;
        if (negative) {
            throw new IllegalArgumentException("sizes, times and numbers are not negative");
        }
    }

    /** {@link #DEFAULT} with a mask. */
    public AuditSettings(FactsMask mask) {
        this(
                ROTATE_BYTES,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                CHECKPOINT_EVERY,
                Optional.empty(),
                mask);
    }
}
