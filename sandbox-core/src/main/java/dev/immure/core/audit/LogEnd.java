package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Where the next record goes: the end of the log, found from its head on, under the lock. */
final class LogEnd implements AutoCloseable {
    private static final byte[] NEWLINE = {'\n'};

    private final AuditDirectory directory;
    private final ChainScanner scanner;
    private Fd file;
    private Segment segment;

    private LogEnd(AuditDirectory directory, ChainScanner scanner, Fd file) {
        this.directory = directory;
        this.scanner = scanner;
        this.file = file;
        this.segment = scanner.segment();
    }

    /**
     * Looks whether the log still ends where its head says.
     *
     * @throws ImmureException with the flaw when it does not: nothing is launched over a log that was tampered with
     */
    static LogEnd find(AuditDirectory directory) {
        return find(directory, readHead(directory));
    }

    /**
     * The same, from a place that the caller has written himself, which says more than the head on disk: nobody else can
     * have changed it.
     *
     * @param head names its segment; the log may go on behind it, by others
     */
    static LogEnd find(AuditDirectory directory, AuditHead head) {
        Fd file = directory.openForAppend(head.segment(), 0);
        try {
            requireRecordOfHead(file, head);
            // A head that knows no tree is of a version that knew none: all is read once, and the next head has it.
            AuditHead start = head.state().isPresent() ? head : AuditHead.EMPTY;
            ChainScanner scanner = new ChainScanner(start, head, record -> {});
            scanner.scan(new LineReader(file, start.size()));
            LogEnd end = new LogEnd(directory, scanner, file);
            end.followRotation();
            scanner.conclude();
            scanner.flaw().ifPresent(flaw -> {
                end.close();
                throw refusal(flaw);
            });
            return end;
        } catch (ErrnoException e) {
            file.close();
            throw directory.failed(e);
        } catch (ImmureException e) {
            file.close();
            throw e;
        }
    }

    /** A crash may have come between the new segment and the head that names it. */
    private void followRotation() throws ErrnoException {
        Segment next = Segment.after(scanner.tail().last());
        if (next.equals(segment)
                || directory.openForReading(next).map(LogEnd::closed).isEmpty()) {
            return;
        }
        move(directory.openForAppend(next, 0), next);
        scanner.enter(next);
        scanner.scan(new LineReader(file, 0));
    }

    private static boolean closed(Fd fd) {
        fd.close();
        return true;
    }

    private void move(Fd to, Segment next) {
        file.close();
        file = to;
        segment = next;
    }

    /**
     * Finishes what a crash left half done: the newline of the last record, and the head. Done before anything is added:
     * else a disk too full for a new head, but not for a line, would let the log run away from its head.
     */
    void catchUp() {
        if (scanner.newlineMissing()) {
            directory.write(file, NEWLINE);
        }
        if (scanner.beyondHead() > 0) {
            directory.writeHead(scanner.tail());
        }
    }

    /** The last record and the state of the log. */
    AuditHead tail() {
        return scanner.tail();
    }

    /** What a crash left behind the last record. */
    Optional<Suspect> unfinished() {
        return scanner.unfinished();
    }

    /** Where the next record goes. */
    Segment segment() {
        return segment;
    }

    /** It has no record of its own yet. */
    boolean isFresh() {
        return !segment.equals(tail().segment());
    }

    /** Goes on in a new segment, whose name is on disk when this returns. */
    void rotate() {
        Segment next = Segment.after(tail().last());
        move(directory.openForAppend(next, Descriptors.O_CREAT), next);
        directory.sync();
    }

    /** Appends these bytes, and says where the first went. On disk after {@link #flush}. */
    long append(byte[] bytes) {
        long start = directory.status(file).size();
        directory.writeUnflushed(file, bytes);
        return start;
    }

    void flush() {
        directory.flush(file);
    }

    @Override
    public void close() {
        file.close();
    }

    static AuditHead readHead(AuditDirectory directory) {
        Optional<byte[]> bytes = directory.readHead();
        if (bytes.isEmpty()) {
            throw headMissing();
        }
        return AuditHead.parse(bytes.get())
                .orElseThrow(() -> refusal(new Broken(
                        AuditFault.HEAD_MALFORMED, 0, 0, AuditDirectory.HEAD + " is not what Immure writes")));
    }

    static ImmureException headMissing() {
        return refusal(new Broken(AuditFault.HEAD_MISSING, 0, 0, AuditDirectory.HEAD + " is gone"));
    }

    /** The head must name the line that really ends there: else an append would carry on someone else's chain. */
    private static void requireRecordOfHead(Fd log, AuditHead head) throws ErrnoException {
        if (head.last().sequence() == 0) {
            return;
        }
        ByteBuffer line = ByteBuffer.allocate((int) (head.size() - head.offset()));
        while (line.hasRemaining()) {
            long from = head.offset() + line.position();
            if (OwnedFiles.readAt(log, line, from) == 0) {
                throw refusal(new Broken(
                        AuditFault.TRUNCATED,
                        0,
                        head.last().sequence(),
                        "the log ends before this record, which its head names"));
            }
        }
        if (!isRecord(line.array(), head.last())) {
            throw refusal(new Broken(
                    AuditFault.HEAD_MISMATCH,
                    0,
                    head.last().sequence(),
                    "the line that the head names is not this record"));
        }
    }

    private static boolean isRecord(byte[] line, AuditPosition position) {
        int length = line.length - 1;
        return length > 0
                && line[length] == '\n'
                && RecordLine.read(Arrays.copyOf(line, length)) instanceof RecordLine.Reading.Sound sound
                && sound.record().position().equals(position);
    }

    private static ImmureException refusal(Broken broken) {
        return new ImmureException(broken.fault());
    }
}
