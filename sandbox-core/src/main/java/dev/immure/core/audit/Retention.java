package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.internal.kernel.Fd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets the oldest segments go, whole ones only, and only up to where a signed checkpoint proves what they were. First a
 * record says so, then they are removed: after a crash in between they are still there, and go at the next rotation.
 */
final class Retention {
    /**
     * Segments that go at one rotation. A rotation makes one, so that the log comes down to what is to be kept; and a clock
     * that jumps ahead by years costs two, not all.
     */
    static final int MOST = 2;

    private final AuditDirectory directory;
    private final AuditSettings settings;

    Retention(AuditDirectory directory, AuditSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * What is to go.
     *
     * @param removal what the record will say
     * @param segments oldest first
     */
    record Plan(Removal removal, List<Segment> segments) {}

    /**
     * Decides.
     *
     * @param current the segment that is written to; it stays
     */
    Optional<Plan> plan(Segment current, Instant now, NoteKey key) {
        if (settings.keep().isEmpty() && settings.keepBytes().isEmpty()) {
            return Optional.empty();
        }
        List<Segment> all = directory.segments();
        long total = all.stream().mapToLong(this::size).sum();
        List<Segment> going = new ArrayList<>();
        long bytes = 0;
        long through = 0;
        for (int i = 0; i + 1 < all.size() && going.size() < MOST && all.get(i).compareTo(current) < 0; i++) {
            Segment next = all.get(i + 1);
            Optional<SegmentStart> start = SegmentStart.read(directory, next);
            boolean goes = isTooMuch(total - bytes)
                    || start.filter(begin -> isOld(begin, now)).isPresent();
            if (!goes || !isProven(next, start, key)) {
                break;
            }
            going.add(all.get(i));
            bytes += size(all.get(i));
            through = next.first() - 1;
        }
        return going.isEmpty()
                ? Optional.empty()
                : Optional.of(new Plan(new Removal(through, going.size(), bytes), going));
    }

    /** Removes; what cannot be removed stays, and the next rotation tries again. */
    void carryOut(Plan plan) {
        for (Segment segment : plan.segments()) {
            // The facts first: without their segment nothing would lead to them.
            boolean gone = directory.removeIn(FactsStore.DIRECTORY, FactsStore.folder(segment))
                    && directory.remove(segment.name());
            if (!gone) {
                return;
            }
        }
        directory.sync();
    }

    private boolean isTooMuch(long bytes) {
        return settings.keepBytes().isPresent() && bytes > settings.keepBytes().getAsLong();
    }

    /** All records of the segment before are older than the first of the next. */
    private boolean isOld(SegmentStart next, Instant now) {
        return settings.keep().isPresent()
                && next.time().isBefore(now.minus(settings.keep().get()));
    }

    /** The host itself signed the tree of all that goes; so the one about to be written, without a beginning, keeps its last. */
    private boolean isProven(Segment next, Optional<SegmentStart> start, NoteKey key) {
        Optional<Checkpoint> checkpoint = checkpoint(next.first() - 1).filter(signed -> signed.isSignedBy(key));
        return checkpoint.isPresent()
                && start.isPresent()
                && checkpoint.get().root().equals(start.get().rotation().tree().root());
    }

    private Optional<Checkpoint> checkpoint(long size) {
        try {
            return new CheckpointFolder(directory).read(size);
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }

    private long size(Segment segment) {
        Optional<Fd> opened = directory.openForReading(segment);
        if (opened.isEmpty()) {
            return 0;
        }
        try (Fd file = opened.get()) {
            return directory.status(file).size();
        }
    }
}
