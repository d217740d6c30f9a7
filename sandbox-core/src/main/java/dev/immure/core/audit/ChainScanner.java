package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.LineReader.Line;
import dev.immure.core.audit.RecordLine.Reading;
import dev.immure.core.audit.RecordLine.Reading.Sound;
import dev.immure.core.internal.kernel.ErrnoException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain from one place of the log to its end, line by line. Both sides use it: the verifier from the start,
 * an append from where the head says that the last one ended.
 */
final class ChainScanner {
    /** An append is one write and then one head: a crash between them leaves at most one call's records beyond it. */
    static final int MAX_BEYOND_HEAD = 16;

    private final AuditHead head;
    private final Consumer<AuditRecord> visitor;
    private AuditHead tail;
    private boolean newlineMissing;
    private long line;
    private @Nullable Suspect suspect;
    private @Nullable Broken flaw;

    /**
     * @param start the last record that needs no look: {@link AuditHead#EMPTY} for all
     * @param head what the head file says
     */
    ChainScanner(AuditHead start, AuditHead head, Consumer<AuditRecord> visitor) {
        this.tail = start;
        this.head = head;
        this.visitor = visitor;
    }

    void scan(LineReader lines) throws ErrnoException {
        Optional<Line> next = lines.next();
        while (next.isPresent() && flaw == null) {
            line++;
            take(next.get());
            boolean goOn = next.get().end() == LineReader.End.NEWLINE;
            next = goOn ? lines.next() : Optional.empty();
        }
        conclude();
    }

    /** The last record in the chain, and where its line ends, counting the newline even if it is missing. */
    AuditHead tail() {
        return tail;
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
        return tail.last().sequence() - head.last().sequence();
    }

    private void take(Line next) {
        Reading reading = next.end() == LineReader.End.TOO_LONG
                ? new Reading.Shapeless("the line is longer than " + RecordLine.MAX_BYTES + " bytes")
                : RecordLine.read(next.bytes());
        if (reading instanceof Sound sound && continuesChain(sound.record()) && fitsWhatIsBefore(sound)) {
            accept(next, sound.record());
        } else {
            doubt(next, reading);
        }
    }

    private boolean continuesChain(AuditRecord record) {
        return record.sequence() == expected()
                && record.previous().equals(tail.last().hash());
    }

    private boolean fitsWhatIsBefore(Sound sound) {
        if (sound.recovery().isEmpty()) {
            return suspect == null;
        }
        return suspect != null && suspect.isDescribedBy(sound.recovery().get());
    }

    private void accept(Line next, AuditRecord record) {
        suspect = null;
        newlineMissing = next.end() == LineReader.End.END_OF_FILE;
        long end = next.offset() + next.bytes().length + 1;
        tail = new AuditHead(record.position(), next.offset(), end);
        if (record.sequence() == head.last().sequence() && (!tail.equals(head) || newlineMissing)) {
            flaw = newlineMissing
                    ? broken(AuditFault.TRUNCATED, record.sequence(), "the log ends before the newline of this record")
                    : broken(AuditFault.HEAD_MISMATCH, record.sequence(), "the head names another record or place");
            return;
        }
        visitor.accept(record);
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
            String missing = record.sequence() - 1 == expected()
                    ? "record " + expected() + " is missing"
                    : "records " + expected() + " to " + (record.sequence() - 1) + " are missing";
            return broken(AuditFault.REMOVED, expected(), missing);
        }
        if (record.sequence() < expected()) {
            return broken(
                    AuditFault.REPEATED, expected(), "record " + record.sequence() + " stands here a second time");
        }
        if (!record.previous().equals(tail.last().hash())) {
            return broken(
                    AuditFault.REPLACED,
                    expected(),
                    "it does not continue the record before it: one of the two was written anew");
        }
        return broken(AuditFault.REMOVED, expected(), "the unfinished bytes that this record describes are gone");
    }

    private void conclude() {
        if (flaw != null) {
            return;
        }
        boolean behind = tail.last().sequence() < head.last().sequence();
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
        return tail.last().sequence() + 1;
    }
}
