package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.ControlFile;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.EventCounter;
import dev.immure.core.internal.kernel.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rings when the kernel runs out of memory for a sandbox on v1 (kernel, cgroup-v1/memory.rst, section 10 "OOM Control").
 * On v2 memory needs no alarm: the kernel ends the whole sandbox by itself (memory.oom.group). Refused forks have none:
 * v1 gives no notice of a change of pids.events (seen on Linux 6.18), so who waits here looks from time to time.
 *
 * <p>One thread waits; any thread may {@link #stop}.
 */
public final class Alarm implements AutoCloseable {
    private final EventCounter stopped;
    private final List<EventCounter> memory = new ArrayList<>();
    private boolean forMemory;

    private Alarm(EventCounter stopped) {
        this.stopped = stopped;
    }

    static Alarm set(List<Seat> seats) {
        try {
            Alarm alarm = new Alarm(EventCounter.create());
            boolean done = false;
            try {
                for (Seat seat : seats) {
                    alarm.listen(seat);
                }
                done = true;
                return alarm;
            } finally {
                if (!done) {
                    alarm.close();
                }
            }
        } catch (ErrnoException e) {
            throw CgroupFault.METER.because(
                    "cannot be told of the limits of", seats.getFirst().path(), e, "Report this kernel's version");
        }
    }

    private void listen(Seat seat) throws ErrnoException {
        ControlDirectory own = seat.own();
        if (seat.hierarchy().has(Controller.MEMORY) && seat.hierarchy().version() == CgroupVersion.V1) {
            EventCounter counter = EventCounter.create();
            memory.add(counter);
            try (ControlFile control = own.openForReading("memory.oom_control")) {
                own.write(
                        "cgroup.event_control",
                        counter.fd().number() + " " + control.fd().number());
            }
        }
    }

    /**
     * Blocks until memory ran out, it is stopped, or so much time has gone by.
     *
     * @return false: it was stopped
     * @throws dev.immure.core.ImmureException {@link CgroupFault#METER}
     */
    public boolean await(Duration patience) {
        try {
            Polling polling = new Polling().readable(stopped.fd());
            memory.forEach(counter -> polling.readable(counter.fd()));
            polling.await(patience);
            forMemory = false;
            for (EventCounter counter : memory) {
                forMemory |= counter.reset();
            }
            return !stopped.isSet();
        } catch (ErrnoException e) {
            throw CgroupFault.METER.because("cannot wait for", "memory.oom_control", e, "Report this kernel's version");
        }
    }

    /** Whether the last waiting ended because memory ran out; for the thread that waits. */
    public boolean isForMemory() {
        return forMemory;
    }

    /** Ends the waiting, now or when it begins. */
    public void stop() {
        stopped.set();
    }

    @Override
    public void close() {
        memory.forEach(EventCounter::close);
        stopped.close();
    }
}
