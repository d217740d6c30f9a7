package dev.immure.core.audit;

import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.Optional;

/** The lines of one append, and where they leave the log. */
final class Lines {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final Segment segment;
    private final InstantSource clock;
    private AuditPosition last;
    private LogState state;
    private int lastLine;
    private int count;

    Lines(AuditPosition last, LogState state, Segment segment, InstantSource clock) {
        this.last = last;
        this.state = state;
        this.segment = segment;
        this.clock = clock;
    }

    /** Ends what a crash left, and names it. */
    void recover(Suspect torn) {
        bytes.writeBytes(torn.endsWithNewline() ? new byte[0] : new byte[] {'\n'});
        add(torn.toRecovery());
    }

    void add(LogNote note) {
        add(RecordLine.note(last, clock.instant(), note));
    }

    void add(AuditEvent event) {
        add(RecordLine.event(last, clock.instant(), event));
    }

    private void add(RecordLine.Written line) {
        lastLine = bytes.size();
        count++;
        bytes.writeBytes(line.bytes());
        last = line.position();
        state = state.plus(segment, line.time(), line.leaf());
    }

    /** How many records they are. */
    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** What the head says when the first byte was written at {@code start}. */
    AuditHead head(long start) {
        return new AuditHead(last, start + lastLine, start + bytes.size(), Optional.of(state));
    }
}
