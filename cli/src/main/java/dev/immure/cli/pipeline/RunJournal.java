package dev.immure.cli.pipeline;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * What a run says to the audit log. Until something starts, its records are kept and then written together: they must be on
 * disk before the launch, and each write waits for the disk.
 */
final class RunJournal implements AutoCloseable {
    private final AuditLog log;
    private final List<AuditEvent> before = new ArrayList<>();
    private Optional<Decided> decided = Optional.empty();
    private CompletableFuture<Void> begun = CompletableFuture.completedFuture(null);

    /** @param log stays the caller's */
    RunJournal(AuditLog log) {
        this.log = log;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Decided(AuditEvent.PolicyDecided event, byte[] facts) {}

    /** Before the decision. */
    void note(AuditEvent event) {
        before.add(event);
    }

    /** To be written with the facts that it was made on. */
    void decide(AuditEvent.PolicyDecided event, byte[] facts) {
        decided = Optional.of(new Decided(event, facts));
    }

    /** Lets what was said so far go to disk, beside what the run does meanwhile if there is somebody for it. */
    void begin(Optional<Executor> beside) {
        List<AuditEvent> said = List.copyOf(before);
        Optional<Decided> decision = decided;
        before.clear();
        decided = Optional.empty();
        Runnable writing = () -> write(said, decision, List.of());
        begun = CompletableFuture.runAsync(writing, beside.orElse(Runnable::run));
    }

    /** What has begun is on disk when this returns; after that something may start, and is noted. */
    void start(AuditEvent started) {
        await();
        log.note(started);
    }

    /** On disk when this returns, with all that was said before. */
    AuditPosition write(AuditEvent last) {
        await();
        return write(List.of(last));
    }

    private void await() {
        try {
            begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ImmureException known ? new ImmureException(known.fault(), known) : e;
        }
    }

    private AuditPosition write(List<AuditEvent> last) {
        List<AuditEvent> said = List.copyOf(before);
        Optional<Decided> decision = decided;
        before.clear();
        decided = Optional.empty();
        return write(said, decision, last);
    }

    private AuditPosition write(List<AuditEvent> said, Optional<Decided> decision, List<AuditEvent> last) {
        if (decision.isPresent()) {
            return log.append(said, decision.get().event(), decision.get().facts(), last);
        }
        List<AuditEvent> all = new ArrayList<>(said);
        all.addAll(last);
        return log.append(all);
    }

    /** Writes what is left: a run that goes no further. */
    @Override
    public void close() {
        await();
        if (!before.isEmpty() || decided.isPresent()) {
            write(List.of());
        }
    }
}
