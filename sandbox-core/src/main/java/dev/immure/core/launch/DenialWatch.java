package dev.immure.core.launch;

import dev.immure.core.audit.Receipt;
import dev.immure.core.internal.kernel.AuditRecords;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens for what SELinux refuses to one sandbox. It only tells: without the right to listen (CAP_AUDIT_READ) the wall
 * stands all the same, and nothing is told.
 */
final class DenialWatch implements AutoCloseable {
    /** The kernel writes its records from a thread of its own, shortly after the fact (kauditd). */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Other processes fill the log as well; nobody may keep a run from ending. */
    private static final int MAX_RECORDS = 10_000;

    private final Optional<AuditRecords> records;
    private final String process;
    private final long since = System.currentTimeMillis();

    private DenialWatch(Optional<AuditRecords> records, String process) {
        this.records = records;
        this.process = process;
    }

    /** For a plan without a label there is nothing to listen for. */
    static DenialWatch open(LaunchPlan plan) {
        Optional<String> process = plan.ops().stream()
                .filter(op -> op.opcode() == Opcode.SELINUX_EXEC_LABEL)
                .map(op -> op.texts().getFirst().asText())
                .findFirst();
        return new DenialWatch(process.isPresent() ? listen() : Optional.empty(), process.orElse(""));
    }

    private static Optional<AuditRecords> listen() {
        try {
            return Optional.of(AuditRecords.open());
        } catch (ErrnoException e) {
            System.getLogger(DenialWatch.class.getName()).log(System.Logger.Level.DEBUG, "audit", e);
            return Optional.empty();
        }
    }

    /** The first refusal since this watch began, once the sandbox has ended. */
    Optional<Receipt.Denial> first() {
        if (records.isEmpty()) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int seen = 0;
        while (seen < MAX_RECORDS) {
            Optional<String> record = next(records.get());
            Optional<Receipt.Denial> denial = record.flatMap(text -> SelinuxDenial.of(text, process, since));
            if (denial.isPresent()) {
                return denial;
            }
            if (record.isPresent()) {
                seen++;
            } else if (System.nanoTime() >= deadline) {
                return Optional.empty();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return Optional.empty();
    }

    /** Records that were lost (ENOBUFS) are passed over. */
    private static Optional<String> next(AuditRecords records) {
        try {
            return records.next();
        } catch (ErrnoException e) {
            return Optional.of("");
        }
    }

    @Override
    public void close() {
        records.ifPresent(AuditRecords::close);
    }
}
