package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.util.List;
import java.util.Optional;

/**
 * How far a log went at one moment. Nothing before that changes any more, so that reading needs no lock: else a look at a
 * large log would keep launches waiting.
 *
 * @param headThere whether there is a head file at all
 * @param head empty when it is no head
 * @param segments in their order
 * @param end bytes of the last of them
 */
record LogSnapshot(boolean headThere, Optional<AuditHead> head, List<Segment> segments, long end) {
    static LogSnapshot of(AuditDirectory directory) {
        return directory.lockedForReading(() -> {
            Optional<byte[]> head = directory.readHead();
            List<Segment> segments = directory.segments();
            long end = segments.isEmpty() ? 0 : size(directory, segments.getLast());
            return new LogSnapshot(head.isPresent(), head.flatMap(AuditHead::parse), segments, end);
        });
    }

    private static long size(AuditDirectory directory, Segment segment) {
        try (Fd file = open(directory, segment)) {
            return directory.status(file).size();
        }
    }

    /** Before the first segment; empty when it does not say what that was. */
    Optional<AuditHead> start(AuditDirectory directory) {
        Segment first = segments.getFirst();
        return first.equals(Segment.FIRST)
                ? Optional.of(AuditHead.EMPTY)
                : SegmentStart.read(directory, first).map(SegmentStart::head);
    }

    /** All of it. */
    void feed(AuditDirectory directory, ChainScanner scanner) {
        for (Segment segment : segments) {
            long most = segment.equals(segments.getLast()) ? end : Long.MAX_VALUE;
            try (Fd file = open(directory, segment)) {
                scanner.enter(segment);
                scanner.scan(new LineReader(file, 0, most));
            } catch (ErrnoException e) {
                throw directory.failed(e);
            }
        }
        scanner.conclude();
    }

    Optional<Broken> flawOfHead() {
        if (!headThere) {
            return Optional.of(new Broken(AuditFault.HEAD_MISSING, 0, 0, AuditDirectory.HEAD + " is not there"));
        }
        return head.isPresent()
                ? Optional.empty()
                : Optional.of(new Broken(
                        AuditFault.HEAD_MALFORMED, 0, 0, AuditDirectory.HEAD + " is not what Immure writes"));
    }

    private static Fd open(AuditDirectory directory, Segment segment) {
        return directory
                .openForReading(segment)
                .orElseThrow(() -> Refusal.of(
                        AuditFault.LOG_MISSING, directory.path().resolve(segment.name()), "it was removed meanwhile"));
    }
}
