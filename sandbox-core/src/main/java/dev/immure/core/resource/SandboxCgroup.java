package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The cgroup of one sandbox, with its limits in force: made by {@link Cgroups}, removed by {@link #close()}. It owns
 * every descriptor that it hands out; a child gets duplicates.
 */
public final class SandboxCgroup implements AutoCloseable {
    /** A killed process leaves its cgroup only when it is reaped by the kernel; that takes milliseconds, not seconds. */
    private static final long REMOVE_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<Seat> seats;
    private final Meters meters;
    private final Alarm alarm;
    private final CpuClock clock;
    private boolean closed;

    SandboxCgroup(List<Seat> seats, Meters meters, Alarm alarm, CpuClock clock) {
        this.seats = List.copyOf(seats);
        this.meters = meters;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** For the receipt: {@code cgroup-v1}, {@code cgroup-v2}, or both with a plus between them. */
    public String versions() {
        return String.join(
                "+",
                seats.stream()
                        .map(s -> s.hierarchy().version().text())
                        .distinct()
                        .toList());
    }

    /** The directories, for the plan and for people. */
    public List<Path> directories() {
        return seats.stream().map(Seat::path).toList();
    }

    /**
     * {@code cgroup.procs} of each hierarchy, open for writing. The process to be confined writes {@code 0} to each
     * before it forks. The kernel judges the write by who opened the file (cgroups since the fix of CVE-2021-4197), so
     * it works after the process has given up its privileges.
     */
    public List<Fd> procsFds() {
        return seats.stream().map(Seat::procs).toList();
    }

    /** The v2 directory for CLONE_INTO_CGROUP (clone(2)); empty when no controller in use is on v2. */
    public Optional<Fd> cloneIntoFd() {
        return seats.stream()
                .filter(s -> s.hierarchy().version() == CgroupVersion.V2)
                .map(s -> s.own().fd())
                .findFirst();
    }

    /** What has to be removed, in any order, when the last process is gone. */
    public List<Removal> removals() {
        return seats.stream().map(Seat::removal).toList();
    }

    /** Readable until this object is closed; read them before the cgroup is removed. */
    public Meters meters() {
        return meters;
    }

    /** Rings when memory runs out; closed with this object. */
    public Alarm alarm() {
        return alarm;
    }

    /** For as many CPUs as this sandbox can burn at once. */
    public CpuClock clock() {
        return clock;
    }

    /**
     * Takes the bound on CPU time per wall time away, for a sandbox that is about to be killed: what is held back until
     * the next period can neither take the signal nor die of it, which would cost up to 100 ms. Not a fault where it
     * fails: the sandbox then ends later. After the end nothing happens; any thread may call it.
     */
    public synchronized void release() {
        if (!closed) {
            seats.forEach(Seat::release);
        }
    }

    /**
     * Removes the directories and closes all descriptors. What still runs in a v2 cgroup is killed. Waits up to two seconds for the last process to go. A directory
     * that somebody else has removed already is no fault.
     *
     * @throws dev.immure.core.ImmureException {@link CgroupFault#LEFT} that names what is left, and the processes in it
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        alarm.close();
        meters.close();
        removeAll(seats);
    }

    static void removeAll(List<Seat> seats) {
        long deadline = System.nanoTime() + REMOVE_WITHIN_NANOS;
        List<String> left = new ArrayList<>();
        for (Seat seat : seats) {
            remove(seat, deadline).ifPresent(why -> left.add(describe(seat, why)));
        }
        seats.forEach(Seat::close);
        if (!left.isEmpty()) {
            throw CgroupFault.LEFT.because(
                    "cannot remove the sandbox's cgroup",
                    String.join(", ", left),
                    "it still holds processes or child cgroups",
                    "End those processes, then remove the directories with rmdir");
        }
    }

    /** cgroups(7): rmdir fails with EBUSY as long as there is a process; v1 has no event to wait for that serves here. */
    private static Optional<ErrnoException> remove(Seat seat, long deadline) {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            Optional<ErrnoException> refusal = seat.remove();
            long remaining = deadline - System.nanoTime();
            if (refusal.isEmpty() || remaining <= 0) {
                return refusal;
            }
            seat.kill();
            pauseUninterruptibly(Math.min(pause, remaining));
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
    }

    /** Cleaning up must not be cut short by an interrupt; the flag is kept for the caller. */
    private static void pauseUninterruptibly(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted || Thread.interrupted()) {
            Thread.currentThread().interrupt();
        }
    }

    private static String describe(Seat seat, ErrnoException why) {
        return seat.path() + " (" + why.getMessage() + ", processes: " + seat.processes() + ")";
    }
}
