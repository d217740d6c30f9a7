package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The append-only log of what Immure decided and did: one JSON object per line in {@code audit.log}, chained by SHA-256.
 * The format, and how to check it without Immure, stand in docs/audit-log.md.
 *
 * <p>An append returns when its records are on disk (fsync(2)); whoever launches only after it has returned never has a
 * run without its decision. Several processes may append to one log; a lock (flock(2)) keeps their records whole. Each
 * append looks first whether the log still ends where the head file {@code audit.head} says, and refuses otherwise:
 * nothing is launched over a log that was tampered with.
 *
 * <p>After a crash the log may end in the middle of a line. These bytes are not dropped: the next append ends the line
 * and writes a {@code log.recovered} record with their number and hash. A last record that lacks nothing but its newline
 * gets it, and counts. No byte of the log is ever written twice, so {@code chattr +a audit.log} (chattr(1)) is fine.
 *
 * <p>What it withstands: accidents, and everyone who cannot write as the owner. Whoever can, root above all, may write
 * the whole chain and its head anew, put back an older copy of both, or remove both: a chain without a secret cannot
 * show that by itself. Against that keep positions elsewhere. Each receipt carries one, and {@link AuditVerifier} takes
 * them; {@code chattr +a} and shipping the lines to another machine help, too.
 */
public final class AuditLog implements AutoCloseable {
    /** Events that one append takes at most. */
    public static final int MAX_EVENTS = ChainScanner.MAX_BEYOND_HEAD - 1;

    private static final byte[] NEWLINE = {'\n'};

    private final AuditDirectory directory;
    private final AuditSettings settings;
    private final InstantSource clock;
    private final Redaction redaction;

    private AuditLog(AuditDirectory directory, AuditSettings settings, InstantSource clock) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.redaction = new Redaction(settings.mask());
    }

    /**
     * Opens a log, and makes it, mode 0700, where it is missing; its parent must exist.
     *
     * @param path without symbolic links
     * @throws ImmureException with an {@link AuditFault} when it is not this user's own, or cannot be made
     */
    public static AuditLog open(Path path) {
        return open(path, AuditSettings.DEFAULT);
    }

    /** The same, kept as {@code settings} say. */
    public static AuditLog open(Path path, AuditSettings settings) {
        return open(path, settings, InstantSource.system());
    }

    /** The same, with a clock for the time of records. */
    public static AuditLog open(Path path, InstantSource clock) {
        return open(path, AuditSettings.DEFAULT, clock);
    }

    static AuditLog open(Path path, AuditSettings settings, InstantSource clock) {
        AuditDirectory directory = AuditDirectory.openOwned(path);
        AuditLog log = new AuditLog(directory, settings, clock);
        try {
            log.create();
            return log;
        } catch (ImmureException e) {
            directory.close();
            throw e;
        }
    }

    /** {@link #append(List)} of one event. */
    public AuditPosition append(AuditEvent event) {
        return append(List.of(event));
    }

    /**
     * Appends records for these events, in this order, with one write; cheaper than one by one.
     *
     * @param events 1 to {@value #MAX_EVENTS}
     * @return the place of the last of them
     * @throws ImmureException with an {@link AuditFault}: nothing may be launched then
     */
    public AuditPosition append(List<? extends AuditEvent> events) {
        return append(events, Optional.empty());
    }

    /**
     * Records a decision together with the facts it was made on, which are on disk, masked, before the record that names
     * them.
     *
     * @param decided its {@code facts} are filled in here
     * @param facts one JSON object, at most {@link FactsStore#MAX_BYTES}
     * @throws ImmureException with an {@link AuditFault}: nothing may be launched then; {@link AuditFault#MASK} when
     *     secrets in the facts could not be masked
     */
    public AuditPosition append(PolicyDecided decided, byte[] facts) {
        FactsMask.Masked masked = settings.mask().apply(facts);
        FactsStore.Packed packed = FactsStore.pack(masked.facts());
        synchronized (this) {
            redaction.learn(decided.run(), masked.secrets());
        }
        FactsReference reference = new FactsReference(packed.digest(), masked.applied());
        return append(List.of(decided.withFacts(reference)), Optional.of(packed));
    }

    private synchronized AuditPosition append(List<? extends AuditEvent> events, Optional<FactsStore.Packed> facts) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("1 to " + MAX_EVENTS + " events");
        }
        try (Fd log = directory.openLogForAppend()) {
            ChainScanner end = findEnd(log);
            catchUp(log, end);
            facts.ifPresent(packed -> FactsStore.keep(directory, packed));
            AuditHead head = write(log, end, events);
            directory.writeHead(head);
            return head.last();
        }
    }

    @Override
    public void close() {
        directory.close();
    }

    /** Makes log and head where there is neither. One without the other stays as it is, for an append to refuse. */
    private void create() {
        if (directory.readHead().isPresent()) {
            directory.openLogForAppend().close();
            return;
        }
        try (Fd log = directory.openOrMakeLog()) {
            if (directory.status(log).size() == 0 && directory.readHead().isEmpty()) {
                directory.sync();
                directory.writeHead(AuditHead.EMPTY);
            }
        }
    }

    private ChainScanner findEnd(Fd log) {
        AuditHead head = readHead();
        try {
            requireRecordOfHead(log, head);
            ChainScanner scanner = new ChainScanner(head, head, record -> {});
            scanner.scan(new LineReader(log, head.size()));
            scanner.flaw().ifPresent(this::refuse);
            return scanner;
        } catch (ErrnoException e) {
            throw directory.failed(e);
        }
    }

    private AuditHead readHead() {
        Optional<byte[]> bytes = directory.readHead();
        if (bytes.isEmpty()) {
            throw refusal(new Broken(AuditFault.HEAD_MISSING, 0, 0, AuditDirectory.HEAD + " is gone"));
        }
        return AuditHead.parse(bytes.get())
                .orElseThrow(() -> refusal(new Broken(
                        AuditFault.HEAD_MALFORMED, 0, 0, AuditDirectory.HEAD + " is not what Immure writes")));
    }

    /** The head must name the line that really ends there: else an append would carry on someone else's chain. */
    private void requireRecordOfHead(Fd log, AuditHead head) throws ErrnoException {
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

    /**
     * Finishes what a crash left half done: the newline of the last record, and the head. Done before anything is added:
     * else a disk too full for a new head, but not for a line, would let the log run away from its head.
     */
    private void catchUp(Fd log, ChainScanner end) {
        if (end.newlineMissing()) {
            directory.write(log, NEWLINE);
        }
        if (end.beyondHead() > 0) {
            directory.writeHead(end.tail());
        }
    }

    private AuditHead write(Fd log, ChainScanner end, List<? extends AuditEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        AuditPosition last = end.tail().last();
        if (end.unfinished().isPresent()) {
            Suspect torn = end.unfinished().get();
            bytes.writeBytes(torn.endsWithNewline() ? new byte[0] : NEWLINE);
            RecordLine.Written line = RecordLine.recovery(last, clock.instant(), torn.toRecovery());
            bytes.writeBytes(line.bytes());
            last = line.position();
        }
        int lastLine = bytes.size();
        for (AuditEvent event : events) {
            lastLine = bytes.size();
            RecordLine.Written line = RecordLine.event(last, clock.instant(), redaction.apply(event));
            bytes.writeBytes(line.bytes());
            last = line.position();
        }
        requireRoom(bytes.size());
        long start = directory.status(log).size();
        directory.write(log, bytes.toByteArray());
        return new AuditHead(last, start + lastLine, start + bytes.size());
    }

    private void requireRoom(int size) {
        if (size > RecordLine.MAX_BYTES) {
            throw new ImmureException(new Fault(
                    AuditFault.TOO_LARGE,
                    "cannot record",
                    directory.path().toString(),
                    "the events take " + size + " bytes, and a record at most " + RecordLine.MAX_BYTES,
                    "Shorten what the policy says, or the evidence of the signatures"));
        }
    }

    private void refuse(Broken broken) {
        throw refusal(broken);
    }

    private static ImmureException refusal(Broken broken) {
        return new ImmureException(broken.fault());
    }
}
