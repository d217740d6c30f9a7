package dev.immure.core.audit;

import dev.immure.core.audit.tree.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What an append does for the log before its own records: a checkpoint when one is due, and a new segment. Before, because
 * what fails here must keep the launch from happening; a log that quietly loses its signatures would look like a good one.
 */
final class Upkeep {
    private final AuditDirectory directory;
    private final AuditSettings settings;
    private final InstantSource clock;
    private final Retention retention;
    private boolean rotated;

    Upkeep(AuditDirectory directory, AuditSettings settings, InstantSource clock) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.retention = new Retention(directory, settings);
    }

    /** Whether {@link #before} has anything to do. */
    boolean isDue(LogEnd end) {
        LogState state = end.tail().state().orElseThrow();
        return isRotationDue(end, state) || isCheckpointDue(state);
    }

    private boolean isCheckpointDue(LogState state) {
        return state.tree().size() - state.checkpoint() >= settings.checkpointEvery();
    }

    /** Signs and rotates as is due; the state that the records go on from. */
    LogState before(LogEnd end) {
        LogState state = end.tail().state().orElseThrow();
        rotated = isRotationDue(end, state);
        boolean sign = rotated || isCheckpointDue(state);
        if (sign && state.checkpoint() < state.tree().size()) {
            write(end.tail());
            state = state.withCheckpoint(state.tree().size());
        }
        if (rotated) {
            end.rotate();
        }
        return state;
    }

    /** What is to go, at a rotation alone. */
    Optional<Retention.Plan> plan(LogEnd end) {
        boolean wanted = settings.keep().isPresent() || settings.keepBytes().isPresent();
        return rotated && wanted ? retention.plan(end.segment(), clock.instant(), key().verifier()) : Optional.empty();
    }

    void carryOut(Retention.Plan plan) {
        retention.carryOut(plan);
    }

    /** Signs now, and lets the head know. */
    Checkpoint sign(AuditHead tail) {
        Checkpoint checkpoint = write(tail);
        LogState state = tail.state().orElseThrow().withCheckpoint(checkpoint.size());
        directory.writeHead(new AuditHead(tail.last(), tail.offset(), tail.size(), Optional.of(state)));
        return checkpoint;
    }

    private Checkpoint write(AuditHead tail) {
        return new CheckpointFolder(directory).write(tail.state().orElseThrow().tree(), key());
    }

    private CheckpointKey key() {
        return CheckpointKey.of(directory.path(), settings);
    }

    /** Never behind unfinished bytes: the record that names them stands in their segment. */
    private boolean isRotationDue(LogEnd end, LogState state) {
        if (end.unfinished().isPresent() || end.isFresh() || state.started().isEmpty()) {
            return false;
        }
        boolean full = settings.rotateBytes() > 0 && end.tail().size() >= settings.rotateBytes();
        return full
                || settings.rotateAfter()
                        .filter(age -> isOlder(state.started().get(), age))
                        .isPresent();
    }

    private boolean isOlder(Instant started, Duration age) {
        return started.isBefore(clock.instant().minus(age));
    }
}
