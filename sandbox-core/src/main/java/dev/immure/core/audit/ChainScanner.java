package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.LineReader.Line;
import dev.immure.core.audit.RecordLine.Reading;
import dev.immure.core.audit.RecordLine.Reading.Sound;
import dev.immure.core.audit.tree.Frontier;
import dev.immure.core.audit.tree.TreeHash;
import dev.immure.core.internal.kernel.ErrnoException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain from one place of the log to its end, line by line and segment by segment, and computes its tree. Both
 * sides use it: the verifier from the start, an append from where the head says that the last one ended.
 */
final class ChainScanner {
    /**
     * An append is one write and then one head: a crash between them leaves at most one call's records beyond it, and
     * what it says about the log itself.
     */
    static final int MAX_BEYOND_HEAD = 18;

    private final AuditHead head;
    private final Consumer<AuditRecord> visitor;
    private AuditPosition last;
    private long offset;
    private long size;
    private LogState state;
    private Segment segment;
    private AuditPosition before;
    private Frontier treeBefore;
    private boolean newlineMissing;
    private long removedThrough;
    private long line;
    private @Nullable Suspect suspect;
    private @Nullable Broken flaw;

    /**
     * @param start the last record that needs no look, with the state of the log there
     * @param head what the head file says
     */
    ChainScanner(AuditHead start, AuditHead head, Consumer<AuditRecord> visitor) {
        this.last = start.last();
        this.offset = start.offset();
        this.size = start.size();
        this.state = start.state().orElseThrow();
        this.segment = start.segment();
        this.before = last;
        this.treeBefore = state.tree();
        this.head = head;
        this.visitor = visitor;
    }

    /** Goes on in the next segment, which must begin where the log has come to. */
    void enter(Segment next) {
        if (flaw != null || next.equals(segment)) {
            return;
        }
        if (suspect != null || newlineMissing) {
            flaw = suspect != null
                    ? suspect.flaw()
                    : broken(
                            AuditFault.TRUNCATED,
                            last.sequence(),
                            "the segment ends before the newline of this record");
        } else if (next.first() > expected()) {
            flaw = broken(AuditFault.REMOVED, expected(), missing(next.first()));
        } else if (next.first() < expected()) {
            flaw = broken(AuditFault.REPEATED, expected(), next.name() + " begins at a record that is elsewhere, too");
        }
        segment = next;
        before = last;
        treeBefore = state.tree();
        line = 0;
    }

    void scan(LineReader lines) throws ErrnoException {
        Optional<Line> next = flaw == null ? lines.next() : Optional.empty();
        while (next.isPresent() && flaw == null) {
            line++;
            take(next.get());
            boolean goOn = next.get().end() == LineReader.End.NEWLINE;
            next = goOn ? lines.next() : Optional.empty();
        }
    }

    /** The last record in the chain, and where its line ends, counting the newline even if it is missing. */
    AuditHead tail() {
        return new AuditHead(last, offset, size, Optional.of(state));
    }

    /** Of all records up to {@link #tail}. */
    Frontier tree() {
        return state.tree();
    }

    /** The segment that was read last; without a record of its own yet when it is not that of {@link #tail}. */
    Segment segment() {
        return segment;
    }

    /** The last record is whole, and only its newline did not make it to the disk. */
    boolean newlineMissing() {
        return newlineMissing;
    }

    /** What a crash left behind the last record. */
    Optional<Suspect> unfinished() {
        return Optional.ofNullable(suspect);
    }

    Optional<Broken> flaw() {
        return Optional.ofNullable(flaw);
    }

    /** Records that the head does not name yet. */
    long beyondHead() {
        return last.sequence() - head.last().sequence();
    }

    /** The last record that the log says was let go; 0 for none. */
    long removedThrough() {
        return removedThrough;
    }

    private void take(Line next) {
        Reading reading = next.end() == LineReader.End.TOO_LONG
                ? new Reading.Shapeless("the line is longer than " + RecordLine.MAX_BYTES + " bytes")
                : RecordLine.read(next.bytes());
        if (reading instanceof Sound sound && continuesChain(sound.record()) && fitsWhatIsBefore(sound)) {
            accept(next, sound);
        } else {
            doubt(next, reading);
        }
    }

    private boolean continuesChain(AuditRecord record) {
        return record.sequence() == expected() && record.previous().equals(last.hash());
    }

    private boolean fitsWhatIsBefore(Sound sound) {
        if (sound.recovery().isEmpty()) {
            return suspect == null;
        }
        return suspect != null && suspect.isDescribedBy(sound.recovery().get());
    }

    private void accept(Line next, Sound sound) {
        AuditRecord record = sound.record();
        suspect = null;
        newlineMissing = next.end() == LineReader.End.END_OF_FILE;
        last = record.position();
        offset = next.offset();
        size = next.offset() + next.bytes().length + 1;
        state = state.plus(segment, record.time(), TreeHash.leaf(next.bytes()));
        checkHead();
        sound.note().ifPresent(this::heed);
        if (flaw == null) {
            visitor.accept(record);
        }
    }

    private void checkHead() {
        if (last.sequence() != head.last().sequence()) {
            return;
        }
        // The head knows a checkpoint; the records do not.
        LogState known = head.state().orElse(state);
        boolean same = last.equals(head.last())
                && offset == head.offset()
                && size == head.size()
                && segment.equals(head.segment())
                && known.started().equals(state.started())
                && known.tree().equals(state.tree());
        if (newlineMissing) {
            flaw = broken(AuditFault.TRUNCATED, last.sequence(), "the log ends before the newline of this record");
        } else if (!same) {
            flaw = broken(AuditFault.HEAD_MISMATCH, last.sequence(), "the head names another record or place");
        } else {
            state = state.withCheckpoint(known.checkpoint());
        }
    }

    private void heed(LogNote note) {
        switch (note) {
            case Recovery recovery -> {
                // It was compared with the bytes before it.
            }
            case Rotation rotation -> {
                if (!rotation.after().equals(before) || !rotation.tree().equals(treeBefore)) {
                    flaw = broken(
                            AuditFault.TREE, last.sequence(), "it names another place or tree before its segment");
                }
            }
            case Removal removal -> removedThrough = Math.max(removedThrough, removal.through());
        }
    }

    private void doubt(Line next, Reading reading) {
        if (suspect == null) {
            suspect = new Suspect(firstFlaw(reading));
        } else if (reading instanceof Sound sound && sound.record().sequence() == expected()) {
            suspect.precede(sound);
        }
        suspect.add(next, reading);
    }

    private Broken firstFlaw(Reading reading) {
        return switch (reading) {
            case Reading.Shapeless shapeless -> broken(AuditFault.MALFORMED, expected(), shapeless.why());
            case Reading.Altered altered ->
                broken(AuditFault.CHANGED, expected(), "the bytes of the line do not have the hash it carries");
            case Sound sound -> outOfPlace(sound.record());
        };
    }

    private Broken outOfPlace(AuditRecord record) {
        if (record.sequence() > expected()) {
            return broken(AuditFault.REMOVED, expected(), missing(record.sequence()));
        }
        if (record.sequence() < expected()) {
            return broken(
                    AuditFault.REPEATED, expected(), "record " + record.sequence() + " stands here a second time");
        }
        if (!record.previous().equals(last.hash())) {
            return broken(
                    AuditFault.REPLACED,
                    expected(),
                    "it does not continue the record before it: one of the two was written anew");
        }
        return broken(AuditFault.REMOVED, expected(), "the unfinished bytes that this record describes are gone");
    }

    private String missing(long found) {
        return found - 1 == expected()
                ? "record " + expected() + " is missing"
                : "records " + expected() + " to " + (found - 1) + " are missing";
    }

    /** To be called once, behind the last segment. */
    void conclude() {
        if (flaw != null) {
            return;
        }
        boolean behind = last.sequence() < head.last().sequence();
        if (suspect != null && !(suspect.crashCanLeaveIt() && (!behind || !suspect.endsWithNewline()))) {
            flaw = suspect.flaw();
        } else if (behind) {
            flaw = broken(
                    AuditFault.TRUNCATED,
                    expected(),
                    "the log ends before record " + head.last().sequence() + ", which its head names");
        } else if (beyondHead() > MAX_BEYOND_HEAD) {
            flaw = broken(AuditFault.HEAD_MISMATCH, head.last().sequence(), "the head lags behind: it was put back");
        }
    }

    private Broken broken(AuditFault code, long sequence, String why) {
        return new Broken(code, line, sequence, why);
    }

    private long expected() {
        return last.sequence() + 1;
    }
}
