package dev.immure.core.audit;

import dev.immure.core.audit.RecordLine.Reading.Sound;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.time.Instant;
import java.util.Optional;

/**
 * How a segment begins, read from its first lines alone.
 *
 * @param rotation where the log stood before it
 * @param time of the record that says so
 */
record SegmentStart(Rotation rotation, Instant time) {
    /** Lines before it: what crashes left, and the records that name it. */
    private static final int MOST_LINES = 64;

    /** Empty when the segment says nothing of the kind. */
    static Optional<SegmentStart> read(AuditDirectory directory, Segment segment) {
        Optional<Fd> opened = directory.openForReading(segment);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Fd file = opened.get()) {
            LineReader lines = new LineReader(file, 0);
            Optional<LineReader.Line> line = lines.next();
            for (int i = 0; i < MOST_LINES && line.isPresent() && line.get().end() == LineReader.End.NEWLINE; i++) {
                if (RecordLine.read(line.get().bytes()) instanceof Sound sound
                        && sound.note().orElse(null) instanceof Rotation rotation
                        && rotation.after().sequence() == segment.first() - 1) {
                    return Optional.of(new SegmentStart(rotation, sound.record().time()));
                }
                line = lines.next();
            }
            return Optional.empty();
        } catch (ErrnoException e) {
            throw directory.failed(e);
        }
    }

    /** The log before this segment, for a scan that begins with it. */
    AuditHead head() {
        Segment before = new Segment(rotation.after().sequence());
        // Nobody looks at the place of a record that is gone.
        return new AuditHead(
                rotation.after(), 0, 1, Optional.of(new LogState(before, Optional.of(time), 0, rotation.tree())));
    }
}
