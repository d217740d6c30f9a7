package dev.immure.core.launch;

import dev.immure.core.ImmureException;
import dev.immure.core.resource.Alarm;
import dev.immure.core.resource.Meters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Ends a sandbox in which the kernel killed a process for want of memory, or refused to fork again and again. On v2 the
 * kernel ends the whole sandbox by itself at the first; v1 would leave the others waiting for one that is no more.
 */
final class AlarmWatch implements Runnable {
    /**
     * One refusal may be part of a program that asks how far it can go; so many are a fork bomb, which refuses to learn
     * and makes them within milliseconds.
     */
    static final long REFUSED_FORKS = 1000;

    /** A fork bomb hurts nobody outside its cgroup: one look in so long is early enough. */
    private static final Duration PERIOD = Duration.ofMillis(50);

    /** The kernel gives notice of a shortage before it has chosen whom to kill, and may find that it need not. */
    private static final long UNTIL_THE_KILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Alarm alarm;
    private final Meters meters;
    private final Consumer<EndCause> end;
    private volatile boolean stopped;

    /** @param end may be called more than once, by the thread that runs this */
    AlarmWatch(Alarm alarm, Meters meters, Consumer<EndCause> end) {
        this.alarm = alarm;
        this.meters = meters;
        this.end = end;
    }

    void stop() {
        stopped = true;
        alarm.stop();
    }

    @Override
    public void run() {
        try {
            while (alarm.await(PERIOD)) {
                if (meters.refusedForks() >= REFUSED_FORKS) {
                    end.accept(EndCause.PROCESSES);
                }
                if (alarm.isForMemory() && isKilled()) {
                    end.accept(EndCause.MEMORY);
                }
            }
        } catch (ImmureException e) {
            // No meter, no limit: what cannot be watched may not go on.
            end.accept(EndCause.INTERRUPTED);
        }
    }

    private boolean isKilled() {
        long deadline = System.nanoTime() + UNTIL_THE_KILL_NANOS;
        while (meters.oomKills() == 0) {
            if (stopped || System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
