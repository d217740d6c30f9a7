package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Fd;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The append-only log of what Immure decided and did: one JSON object per line in {@code audit.log} and the segments that
 * follow it, chained by SHA-256, the leaves of a Merkle tree whose root is signed from time to time. The format, and how to
 * check it without Immure, stand in docs/audit-log.md.
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
 * <p>What it withstands: accidents, and everyone who cannot write as the owner. Whoever can, root above all, has the key
 * as well, and may write all of it anew, put back an older copy, or remove it: a host cannot bear witness against itself.
 * Against that keep checkpoints ({@link #checkpoint}) or positions elsewhere. Each receipt carries one, and
 * {@link AuditVerifier} takes them; {@code chattr +a} and shipping the lines to another machine help, too.
 */
public final class AuditLog implements AutoCloseable {
    /** Events that one append takes at most. */
    public static final int MAX_EVENTS = 15;

    private final AuditDirectory directory;
    private final AuditSettings settings;
    private final InstantSource clock;
    private final Redaction redaction;
    private final HeadTiming timing;
    /** Where this process wrote last. */
    private Optional<AuditHead> written = Optional.empty();
    /** The last record that the head file is known to name. */
    private long named;
    /** Whether the last records of this process may not be on disk. */
    private boolean unflushed;

    private AuditLog(AuditDirectory directory, AuditSettings settings, InstantSource clock, HeadTiming timing) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.redaction = new Redaction(settings.mask());
        this.timing = timing;
    }

    /** When records are to be on disk. */
    private enum Flush {
        NOW,
        LATER
    }

    /** When the head file is written. */
    private enum HeadTiming {
        WITH_EACH_APPEND,
        LATER
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

    /**
     * The same for a process that appends often. It leaves the head file behind by as many records as a crash could, and
     * writes it when somebody calls {@link #writeHead}, when there would be more, and at the end.
     */
    public static AuditLog openForMany(Path path, AuditSettings settings) {
        return open(path, settings, InstantSource.system(), HeadTiming.LATER);
    }

    /** The same, with a clock for the time of records. */
    public static AuditLog open(Path path, InstantSource clock) {
        return open(path, AuditSettings.DEFAULT, clock);
    }

    static AuditLog open(Path path, AuditSettings settings, InstantSource clock) {
        return open(path, settings, clock, HeadTiming.WITH_EACH_APPEND);
    }

    private static AuditLog open(Path path, AuditSettings settings, InstantSource clock, HeadTiming timing) {
        AuditDirectory directory = AuditDirectory.openOwned(path);
        AuditLog log = new AuditLog(directory, settings, clock, timing);
        try {
            directory.locked(log::create);
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
        return append(List.of(), decided, facts, List.of());
    }

    /**
     * Records a decision together with its facts, what led to it and what follows from it, with one write: until this has
     * returned, nothing of it may be acted on.
     *
     * @param before and {@code after}: together at most {@value #MAX_EVENTS} less one
     * @return the place of the last of them
     * @throws ImmureException as {@link #append(PolicyDecided, byte[])}
     */
    public AuditPosition append(
            List<? extends AuditEvent> before, PolicyDecided decided, byte[] facts, List<? extends AuditEvent> after) {
        FactsMask.Masked masked = settings.mask().apply(facts);
        FactsStore.Packed packed = FactsStore.pack(masked.facts());
        synchronized (this) {
            redaction.learn(decided.run(), masked.secrets());
        }
        List<AuditEvent> events = new ArrayList<>(before);
        events.add(decided.withFacts(new FactsReference(packed.digest(), masked.applied())));
        events.addAll(after);
        return append(events, Optional.of(packed));
    }

    /**
     * Appends a record that goes to disk with the next one, or sooner: for what may be lost with the machine, and not with
     * this process. A launch may be told so, once its decision is on disk; nothing may be decided so.
     *
     * @throws ImmureException with an {@link AuditFault}
     */
    public AuditPosition note(AuditEvent event) {
        return append(List.of(event), Optional.empty(), Flush.LATER);
    }

    private AuditPosition append(List<? extends AuditEvent> events, Optional<FactsStore.Packed> facts) {
        return append(events, facts, Flush.NOW);
    }

    private synchronized AuditPosition append(
            List<? extends AuditEvent> events, Optional<FactsStore.Packed> facts, Flush flush) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("1 to " + MAX_EVENTS + " events");
        }
        return directory.locked(() -> write(events, facts, flush));
    }

    private AuditPosition write(List<? extends AuditEvent> events, Optional<FactsStore.Packed> facts, Flush flush) {
        try (LogEnd end = find()) {
            end.catchUp();
            Upkeep upkeep = new Upkeep(directory, settings, clock);
            if (upkeep.isDue(end)) {
                // What is signed, or left for another segment, is on disk.
                flush(end);
            }
            LogState state = upkeep.before(end);
            Optional<Retention.Plan> plan = upkeep.plan(end);
            Lines lines = lines(end, state, plan, events);
            facts.ifPresent(packed -> FactsStore.keep(directory, end.segment(), packed));
            requireNamed(end, lines.count());
            unflushed = true;
            AuditHead head = lines.head(end.append(lines.bytes()));
            if (flush == Flush.NOW) {
                flush(end);
            }
            // Behind a head lie the records of one segment and the next at most.
            boolean moved = !end.tail().segment().equals(head.segment());
            written = Optional.of(head);
            if (timing == HeadTiming.WITH_EACH_APPEND || moved || plan.isPresent()) {
                name(end, head);
            }
            plan.ifPresent(upkeep::carryOut);
            return head.last();
        }
    }

    /** From where this process wrote last, which is in memory; what others have appended since is followed from there. */
    private LogEnd find() {
        return timing == HeadTiming.LATER
                        && written.isPresent()
                        && directory.has(written.get().segment())
                ? LogEnd.find(directory, written.get())
                : LogEnd.find(directory);
    }

    /** More records without a head than one append leaves would look like a log with a head put back. */
    private void requireNamed(LogEnd end, int more) {
        AuditHead tail = end.tail();
        if (tail.last().sequence() - named + more > ChainScanner.MAX_BEYOND_HEAD
                && tail.last().sequence() > named) {
            name(end, tail);
        }
    }

    private void flush(LogEnd end) {
        if (unflushed) {
            end.flush();
            unflushed = false;
        }
    }

    /** A head that names what is not on disk would say, after a power cut, that somebody has cut the log. */
    private void name(LogEnd end, AuditHead head) {
        flush(end);
        directory.writeHead(head);
        named = head.last().sequence();
    }

    /**
     * Writes the head file where it is behind. Nothing depends on when: what is behind the head counts.
     *
     * @throws ImmureException with an {@link AuditFault}
     */
    public synchronized void writeHead() {
        if (written.filter(head -> head.last().sequence() > named).isEmpty()) {
            return;
        }
        directory.locked(() -> {
            try (LogEnd end = find()) {
                end.catchUp();
                name(end, end.tail());
                return end.tail();
            }
        });
    }

    private Lines lines(LogEnd end, LogState state, Optional<Retention.Plan> plan, List<? extends AuditEvent> events) {
        Lines lines = new Lines(end.tail().last(), state, end.segment(), clock);
        end.unfinished().ifPresent(lines::recover);
        if (end.isFresh()) {
            lines.add(new Rotation(end.tail().last(), state.tree()));
        }
        plan.ifPresent(going -> lines.add(going.removal()));
        events.forEach(event -> lines.add(redaction.apply(event)));
        requireRoom(lines.bytes().length);
        return lines;
    }

    /**
     * Signs how the log stands now.
     *
     * @throws ImmureException {@link AuditFault#KEY}, or another {@link AuditFault} when the log cannot be relied on
     */
    public synchronized Checkpoint checkpoint() {
        return directory.locked(() -> {
            try (LogEnd end = LogEnd.find(directory)) {
                end.catchUp();
                flush(end);
                return new Upkeep(directory, settings, clock).sign(end.tail());
            }
        });
    }

    @Override
    public void close() {
        try {
            writeHead();
        } finally {
            directory.close();
        }
    }

    /** Makes log and head where there is neither, and gives the head that was there. One without the other stays as it is, for an append to refuse. */
    private Optional<AuditHead> create() {
        Optional<AuditHead> head = directory.readHead().map(there -> LogEnd.readHead(directory));
        if (head.isEmpty() && hasMore()) {
            // Its beginning and its head were taken away: a new beginning would hide that until somebody verifies.
            throw LogEnd.headMissing();
        }
        try (Fd log = directory.openForAppend(
                head.map(AuditHead::segment).orElse(Segment.FIRST), head.isPresent() ? 0 : Descriptors.O_CREAT)) {
            if (head.isEmpty() && directory.status(log).size() == 0) {
                directory.sync();
                directory.writeHead(AuditHead.EMPTY);
            }
        }
        return head;
    }

    /** Than a first segment: a log comes to the rest after its first record. */
    private boolean hasMore() {
        boolean further = directory.segments().stream().anyMatch(segment -> !segment.equals(Segment.FIRST));
        return further || !new CheckpointFolder(directory).sizes().isEmpty();
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
}
