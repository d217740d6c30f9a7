package dev.immure.core.launch;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program that has ended, and with it everything that ran beside it. What is left is nobody's but ours: PID 1, which has
 * only to end, the cgroup, the network, descriptors. {@link #close} removes them, and until then the disk and the id range
 * must stay as they are.
 */
public final class EndedRun implements AutoCloseable {
    private final RunReport report;
    private final Premises premises;
    private final AtomicBoolean closed = new AtomicBoolean();

    EndedRun(RunReport report, Premises premises) {
        this.report = Objects.requireNonNull(report, "report is null");
        this.premises = premises;
    }

    public RunReport report() {
        return report;
    }

    /**
     * By any thread; a second time nothing happens.
     *
     * @throws dev.immure.core.ImmureException when something could not be removed
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            premises.leave();
        }
    }
}
