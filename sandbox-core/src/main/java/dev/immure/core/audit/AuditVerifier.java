package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks a log from its first record to its last, in memory that does not grow with it. What it can and cannot find
 * stands at {@link AuditLog}.
 */
public final class AuditVerifier {
    private AuditVerifier() {}

    /**
     * Checks chain and head.
     *
     * @param directory of the log, or of a copy of it; whoever owns it
     * @throws ImmureException with an {@link AuditFault} when it cannot be read
     */
    public static AuditVerification verify(Path directory) {
        return verify(directory, List.of(), record -> {});
    }

    /**
     * Checks chain, head, and positions noted elsewhere.
     *
     * @param known positions that must be in the log, as receipts have them
     * @param visitor sees each record after it and all before it were found right; export and display build on it
     */
    public static AuditVerification verify(
            Path directory, Collection<AuditPosition> known, Consumer<AuditRecord> visitor) {
        try (AuditDirectory opened = AuditDirectory.openForReading(directory)) {
            Optional<Fd> log = opened.openLogForReading();
            if (log.isEmpty()) {
                return new Broken(AuditFault.LOG_MISSING, 0, 0, AuditDirectory.LOG + " is not there");
            }
            try (Fd file = log.get()) {
                return scan(opened, file, new KnownPositions(known), visitor);
            } catch (ErrnoException e) {
                throw opened.failed(e);
            }
        }
    }

    private static AuditVerification scan(
            AuditDirectory directory, Fd log, KnownPositions known, Consumer<AuditRecord> visitor)
            throws ErrnoException {
        Optional<byte[]> bytes = directory.readHead();
        Optional<AuditHead> head = bytes.flatMap(AuditHead::parse);
        ChainScanner scanner = new ChainScanner(AuditHead.EMPTY, head.orElse(AuditHead.EMPTY), known.checking(visitor));
        scanner.scan(new LineReader(log, 0));
        if (bytes.isEmpty()) {
            return new Broken(AuditFault.HEAD_MISSING, 0, 0, AuditDirectory.HEAD + " is not there");
        }
        if (head.isEmpty()) {
            return new Broken(AuditFault.HEAD_MALFORMED, 0, 0, AuditDirectory.HEAD + " is not what Immure writes");
        }
        return scanner.flaw()
                .<AuditVerification>map(flaw -> flaw)
                .or(known::flaw)
                .orElseGet(() -> intact(scanner));
    }

    private static Intact intact(ChainScanner scanner) {
        AuditPosition last = scanner.tail().last();
        long unfinished = scanner.unfinished().map(Suspect::length).orElse(0L);
        return new Intact(last.sequence(), last, scanner.beyondHead(), unfinished);
    }
}
