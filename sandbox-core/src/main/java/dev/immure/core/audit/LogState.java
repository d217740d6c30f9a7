package dev.immure.core.audit;

import dev.immure.core.audit.tree.Frontier;
import dev.immure.core.image.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an append must know of a log besides its last record, so that it need not read all of it.
 *
 * @param segment the one that holds the last record
 * @param started time of the first record there; empty when there is none yet
 * @param checkpoint records that the newest checkpoint covers, 0 when there is none
 * @param tree of all records
 */
record LogState(Segment segment, Optional<Instant> started, long checkpoint, Frontier tree) {
    static final LogState EMPTY = new LogState(Segment.FIRST, Optional.empty(), 0, Frontier.EMPTY);

    LogState {
        Objects.requireNonNull(segment, "segment is null");
        Objects.requireNonNull(started, "started is null");
        if (checkpoint < 0 || checkpoint > tree.size() || started.isEmpty() != (tree.size() == 0)) {
            throw new IllegalArgumentException("a checkpoint covers no more than there is");
        }
    }

    LogState withCheckpoint(long size) {
        return new LogState(segment, started, size, tree);
    }

    /** After one more record in {@code place}. */
    LogState plus(Segment place, Instant time, Digest leaf) {
        boolean same = place.equals(segment) && started.isPresent();
        return new LogState(place, same ? started : Optional.of(time), checkpoint, tree.plus(leaf));
    }
}
