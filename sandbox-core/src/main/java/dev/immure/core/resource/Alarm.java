package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.ControlFile;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.EventCounter;
import dev.immure.core.internal.kernel.Polling;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells when the kernel has refused something to a sandbox, so that nobody has to look at those meters all the time: on
 * v1 an out-of-memory event (kernel, cgroup-v1/memory.rst, section 9 "Memory Pressure" and 10 "OOM Control"), on both a
 * change of pids.events. On v2 memory needs no alarm: the kernel ends the whole sandbox by itself (memory.oom.group).
 *
 * <p>An alarm says only that it is time to read the meters. One thread waits; any thread may {@link #stop}.
 */
public final class Alarm implements AutoCloseable {
    private final EventCounter stopped;
    private final List<EventCounter> memory = new ArrayList<>();
    private final List<ControlFile> files = new ArrayList<>();
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
        if (seat.hierarchy().has(Controller.PIDS)) {
            files.add(own.openForReading("pids.events"));
        }
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
     * Blocks until something may have been refused.
     *
     * @return false: it was stopped
     * @throws dev.immure.core.ImmureException {@link CgroupFault#METER}
     */
    public boolean await() {
        try {
            // kernfs: what was read last is what a change is counted from.
            for (ControlFile file : files) {
                file.read();
            }
            Polling polling = new Polling().readable(stopped.fd());
            memory.forEach(counter -> polling.readable(counter.fd()));
            files.forEach(file -> polling.changed(file.fd()));
            polling.await();
            forMemory = false;
            for (EventCounter counter : memory) {
                forMemory |= counter.reset();
            }
            return !stopped.isSet();
        } catch (ErrnoException e) {
            throw CgroupFault.METER.because("cannot wait for", "pids.events", e, "Report this kernel's version");
        }
    }

    /** Whether the last one was about memory; for the thread that waits. */
    public boolean isForMemory() {
        return forMemory;
    }

    /** Ends the waiting, now or when it begins. */
    public void stop() {
        stopped.set();
    }

    @Override
    public void close() {
        files.forEach(ControlFile::close);
        memory.forEach(EventCounter::close);
        stopped.close();
    }
}
