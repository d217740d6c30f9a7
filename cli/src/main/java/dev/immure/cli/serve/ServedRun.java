package dev.immure.cli.serve;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.RunListener;
import dev.immure.core.Fault;
import dev.immure.core.launch.SandboxRun;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run in the service, from the queue to its end. Safe for use by several threads. */
public final class ServedRun implements RunListener {
    private final String id;
    private volatile RunOrder order;
    private final Optional<Path> api;
    private final Instant accepted = Instant.now();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();
    private final AtomicReference<@Nullable Instant> begun = new AtomicReference<>();
    private final AtomicReference<@Nullable String> runId = new AtomicReference<>();

    private final Stages stages = new Stages();
    private final AtomicReference<List<String>> denials = new AtomicReference<>(List.of());

    private volatile Runnable onStall = () -> {};

    // Both guarded by this.
    private @Nullable SandboxRun sandbox;
    private boolean interrupted;

    ServedRun(String id, RunOrder order, Optional<Path> api) {
        this.id = id;
        this.order = order;
        this.api = api;
        stages.begin(Stages.Stage.QUEUE);
    }

    /** Where a run can be. */
    public enum State {
        QUEUED,
        RUNNING,
        ENDED
    }

    public Stages stages() {
        return stages;
    }

    /** Names of the rules that denied it. */
    public List<String> denials() {
        return denials.get();
    }

    /** By which the service knows it: 16 hexadecimal digits. */
    public String id() {
        return id;
    }

    public RunOrder order() {
        return order;
    }

    public Instant accepted() {
        return accepted;
    }

    /** By which the audit log and the receipt know it; empty while it waits. */
    public Optional<String> runId() {
        return Optional.ofNullable(runId.get());
    }

    /** Tells how it has ended, at once where it has; by the thread that ends it otherwise. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for who is told
    public void whenEnded(Consumer<RunEnd> told) {
        end.thenAccept(told);
    }

    public State state() {
        if (end.isDone()) {
            return State.ENDED;
        }
        return begun.get() == null ? State.QUEUED : State.RUNNING;
    }

    /** Completed normally, always. */
    public CompletableFuture<RunEnd> end() {
        return end.copy();
    }

    /** Ends it now, and never starts it when it still waits. After its end nothing happens. */
    public void interrupt() {
        boolean waits;
        synchronized (this) {
            interrupted = true;
            waits = begun.get() == null;
            if (sandbox != null) {
                sandbox.interrupt();
            }
        }
        if (waits) {
            // Without the lock: the queue, which is told, takes its own before ours elsewhere.
            finish(new RunEnd.Failed(new Fault(
                    ServeFault.ENDED,
                    "cannot run",
                    order.image(),
                    "it was ended while it waited",
                    "Ask for it again")));
        }
    }

    /** False when it was ended while it waited. */
    synchronized boolean begin() {
        begun.set(Instant.now());
        stages.begin(Stages.Stage.PREPARE);
        return !interrupted;
    }

    void finish(RunEnd how) {
        stages.begin(Stages.Stage.END);
        order = order.done();
        end.complete(how);
    }

    @Override
    public void begun(String run) {
        runId.set(run);
    }

    @Override
    public Optional<Path> door() {
        return api;
    }

    @Override
    public void decided(PolicyDecision decision) {
        if (decision instanceof PolicyDecision.Deny deny) {
            denials.set(deny.reasons().stream().map(Reason::rule).toList());
        }
    }

    /** What is done when nothing of it runs any more, and only its caller does not take what it has written. */
    void onStall(Runnable act) {
        onStall = act;
    }

    @Override
    public void stalled() {
        onStall.run();
    }

    @Override
    public synchronized void started(SandboxRun run) {
        stages.begin(Stages.Stage.SANDBOX);
        sandbox = run;
        if (interrupted) {
            run.interrupt();
        }
    }

    @Override
    public synchronized void ended() {
        stages.begin(Stages.Stage.RECORD);
        sandbox = null;
    }
}
