package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.audit.tree.NoteKey;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks a log from its first record to its last, in memory that does not grow with it. What it can and cannot find
 * stands at {@link AuditLog}. Writers are held off only until its end is known: what they append meanwhile is not read.
 */
public final class AuditVerifier {
    private AuditVerifier() {}

    /**
     * Checks chain, tree, checkpoints and head, but no signature.
     *
     * @param directory of the log, or of a copy of it; whoever owns it
     * @throws ImmureException with an {@link AuditFault} when it cannot be read
     */
    public static AuditVerification verify(Path directory) {
        return verify(directory, List.of(), record -> {});
    }

    /**
     * The same, and positions noted elsewhere.
     *
     * @param known positions that must be in the log, as receipts have them
     * @param visitor sees each record after it and all before it were found right; export and display build on it
     */
    public static AuditVerification verify(
            Path directory, Collection<AuditPosition> known, Consumer<AuditRecord> visitor) {
        return inspect(directory, List.of(), known, visitor).verification();
    }

    /**
     * The same, and who signed the checkpoints.
     *
     * @param keys each checkpoint must be signed by one of them; when there are none, no signature is looked at
     */
    public static AuditInspection inspect(
            Path directory, Collection<NoteKey> keys, Collection<AuditPosition> known, Consumer<AuditRecord> visitor) {
        try (AuditDirectory opened = AuditDirectory.openForReading(directory)) {
            LogSnapshot log = LogSnapshot.of(opened);
            if (log.segments().isEmpty()) {
                return AuditInspection.broken(AuditFault.LOG_MISSING, 0, AuditDirectory.LOG + " is not there");
            }
            Optional<AuditHead> start = log.start(opened);
            if (start.isEmpty()) {
                return AuditInspection.broken(
                        AuditFault.REMOVED, 1, "the first segment that is there does not say what was before it");
            }
            return scan(
                    opened,
                    log,
                    start.get(),
                    KnownCheckpoints.read(opened, keys),
                    new KnownPositions(known),
                    !keys.isEmpty(),
                    visitor);
        }
    }

    private static AuditInspection scan(
            AuditDirectory directory,
            LogSnapshot log,
            AuditHead start,
            KnownCheckpoints checkpoints,
            KnownPositions positions,
            boolean signed,
            Consumer<AuditRecord> visitor) {
        ChainScanner[] self = new ChainScanner[1];
        Consumer<AuditRecord> checked = positions.checking(visitor);
        ChainScanner scanner = new ChainScanner(start, log.head().orElse(AuditHead.EMPTY), record -> {
            checkpoints.reach(self[0].tree());
            checked.accept(record);
        });
        self[0] = scanner;
        checkpoints.startAt(start.state().orElseThrow().tree());
        positions.startAt(start.last());
        log.feed(directory, scanner);
        AuditVerification verification = log.flawOfHead()
                .or(scanner::flaw)
                .or(() -> flawOfStart(start, scanner))
                .or(() -> flawOfCheckpoint(log.head(), checkpoints))
                .or(checkpoints::flaw)
                .<AuditVerification>map(flaw -> flaw)
                .or(positions::flaw)
                .orElseGet(() -> intact(scanner));
        return new AuditInspection(
                verification,
                start.state().orElseThrow().tree(),
                scanner.removedThrough(),
                scanner.tree(),
                checkpoints.count(),
                checkpoints.newest(),
                signed && checkpoints.count() > 0 && verification instanceof Intact);
    }

    /** What is gone must have been let go by a record. */
    private static Optional<Broken> flawOfStart(AuditHead start, ChainScanner scanner) {
        long gone = start.last().sequence();
        return gone <= scanner.removedThrough()
                ? Optional.empty()
                : Optional.of(new Broken(
                        AuditFault.REMOVED,
                        0,
                        1,
                        "records 1 to " + gone + " are missing, and no record says that they were let go"));
    }

    private static Optional<Broken> flawOfCheckpoint(Optional<AuditHead> head, KnownCheckpoints checkpoints) {
        long size = head.flatMap(AuditHead::state).map(LogState::checkpoint).orElse(0L);
        return size == 0 || checkpoints.has(size)
                ? Optional.empty()
                : Optional.of(new Broken(
                        AuditFault.HEAD_MISMATCH,
                        0,
                        size,
                        "checkpoint " + size + ", which the head names, is not there"));
    }

    private static Intact intact(ChainScanner scanner) {
        AuditPosition last = scanner.tail().last();
        long unfinished = scanner.unfinished().map(Suspect::length).orElse(0L);
        return new Intact(last.sequence(), last, scanner.beyondHead(), unfinished);
    }
}
