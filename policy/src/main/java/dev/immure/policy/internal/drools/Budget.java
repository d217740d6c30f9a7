package dev.immure.policy.internal.drools;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation may use of time and memory, metered on the thread that makes it. Drools knows no such thing:
 * {@code fireAllRules(limit)} and {@code halt()} act between firings, and one join can fill the memory before the first. So
 * every condition asks here before it looks at facts, and so does every match that is made; a pattern that is joined by no
 * condition is given one that only asks ({@link Predicates.Joined}). What is allocated between two questions is a tuple or
 * two.
 */
public final class Budget {
    /** Steps between two looks at the clock: one reading costs as much as a few conditions. A power of two. */
    private static final int STEPS_BETWEEN_CHECKS = 16;
    /**
     * Steps until memory is metered. Before that nothing can have filled it, and a short-lived process is spared the classes
     * behind the meter.
     */
    private static final int STEPS_UNMETERED = 4096;

    private static final ThreadLocal<@Nullable Budget> CURRENT = new ThreadLocal<>();

    /** What ends an evaluation early. */
    public enum Stop {
        DEADLINE,
        MEMORY,
        /** Somebody interrupted the thread; its flag stays set. */
        INTERRUPT
    }

    /** The facts that one condition looks at, by slot: a place that all conditions of the evaluation share. */
    final @Nullable Object[] facts;

    private @Nullable Screening screening;
    private final long endNanos;
    private final long memoryBytes;
    private final Thread thread = Thread.currentThread();
    private long allocatedBefore;
    private long steps;
    private @Nullable Stop spent;

    private Budget(long nanos, long memoryBytes, int slots) {
        this.endNanos = System.nanoTime() + nanos;
        this.memoryBytes = memoryBytes;
        this.facts = new @Nullable Object[slots];
    }

    /** What an evaluation does with its budget. */
    interface Spender<T> {
        T spend(Budget budget);
    }

    /**
     * Opens a budget for what this thread does in {@code spender}.
     *
     * @param nanos of time from now
     * @param memoryBytes that may be allocated, kept or not
     * @param slots most facts that one condition looks at
     */
    static <T> T of(long nanos, long memoryBytes, int slots, Spender<T> spender) {
        Budget outer = CURRENT.get();
        Budget budget = new Budget(nanos, memoryBytes, slots);
        CURRENT.set(budget);
        try {
            return spender.spend(budget);
        } finally {
            CURRENT.set(outer);
        }
    }

    /** That of this thread, one step further. */
    static Budget step() {
        Budget budget = CURRENT.get();
        if (budget == null) {
            throw new IllegalStateException("a condition was asked outside of an evaluation");
        }
        budget.spend();
        return budget;
    }

    void spend() {
        steps++;
        if ((steps & (STEPS_BETWEEN_CHECKS - 1)) == 0) {
            check();
        }
    }

    void screened(Screening done) {
        screening = done;
    }

    Screening screening() {
        if (screening == null) {
            throw new IllegalStateException("the facts are not screened");
        }
        return screening;
    }

    private void check() {
        if (thread.isInterrupted()) {
            throw stop(Stop.INTERRUPT);
        }
        if (System.nanoTime() - endNanos >= 0) {
            throw stop(Stop.DEADLINE);
        }
        if (steps == STEPS_UNMETERED) {
            allocatedBefore = Meter.allocated();
        } else if (steps > STEPS_UNMETERED && Meter.allocated() - allocatedBefore > memoryBytes) {
            throw stop(Stop.MEMORY);
        }
    }

    private Stopped stop(Stop cause) {
        spent = cause;
        return new Stopped();
    }

    /** What ended the evaluation early: told here, as Drools may wrap what a condition throws. */
    Optional<Stop> spent() {
        return Optional.ofNullable(spent);
    }

    /** A class of its own, so that its beans are looked for late. */
    @SuppressForbidden(
            reason = "java.lang.management has no meter of a thread's memory; jdk.management exports this one")
    private static final class Meter {
        private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

        private Meter() {}

        /** Bytes that this thread has allocated since it began. */
        static long allocated() {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            if (bytes < 0) {
                throw new IllegalStateException("this thread's memory cannot be metered");
            }
            return bytes;
        }
    }
}
