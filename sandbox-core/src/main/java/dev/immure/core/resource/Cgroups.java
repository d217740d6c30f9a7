package dev.immure.core.resource;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.ErrnoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes the cgroup of a sandbox. */
public final class Cgroups {
    /** Every directory of ours begins with this, so that leftovers can be recognised. */
    static final String PREFIX = "immure-";

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Path SWAPS = Path.of("/proc/swaps");

    private Cgroups() {}

    /**
     * Makes one directory {@code immure-<id>} per hierarchy, writes the limits, reads them back and opens the meters.
     * Whatever fails, nothing is left behind.
     *
     * @param id lower-case letters, digits and dashes, 63 at most
     * @throws ImmureException a {@link CgroupFault}
     */
    public static SandboxCgroup create(CgroupLayout layout, String id, ResourceLimits limits) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a sandbox id has 1 to 63 lower-case letters, digits and dashes");
        }
        List<Seat> seats = new ArrayList<>();
        try {
            for (Hierarchy hierarchy : layout.hierarchies(limits.controllers())) {
                Seat seat = Seat.make(hierarchy, PREFIX + id);
                seats.add(seat);
                confine(seat, limits);
            }
            return open(seats, limits);
        } catch (ImmureException e) {
            undo(seats, e);
            throw e;
        }
    }

    private static SandboxCgroup open(List<Seat> seats, ResourceLimits limits) {
        CpuClock clock = new CpuClock(limits.cpus().map(CpuSet::size).orElseGet(OnlineCpus::count));
        Meters meters = Meters.open(seats);
        boolean done = false;
        try {
            SandboxCgroup cgroup = new SandboxCgroup(seats, meters, Alarm.set(seats), clock);
            done = true;
            return cgroup;
        } finally {
            if (!done) {
                meters.close();
            }
        }
    }

    /** The name of a sandbox's directory in each hierarchy. */
    public static String directoryName(String id) {
        return PREFIX + id;
    }

    /** The first fault is the one to tell; what could not be removed is told with it. */
    private static void undo(List<Seat> seats, ImmureException first) {
        try {
            SandboxCgroup.removeAll(seats);
        } catch (ImmureException left) {
            first.addSuppressed(left);
        }
    }

    private static void confine(Seat seat, ResourceLimits limits) {
        List<Setting> settings = LimitSettings.of(seat.hierarchy(), limits, memoryNodes(seat));
        new LimitWriter(seat.path(), seat.own(), swapInUse()).apply(settings);
    }

    /** The memory nodes of the cgroup above, which a new v1 cpuset does not inherit. */
    private static String memoryNodes(Seat seat) {
        try {
            return seat.base().read("cpuset.mems").orElse("").strip();
        } catch (ErrnoException e) {
            throw CgroupFault.LIMIT.because(
                    "cannot read cpuset.mems of", seat.hierarchy().base(), e, "Run as root");
        }
    }

    /** proc(5), /proc/swaps: a headline, then one line per swap area. Unreadable counts as in use. */
    private static boolean swapInUse() {
        return CgroupDetector.readBounded(SWAPS)
                .map(text -> text.lines().count() > 1)
                .orElse(true);
    }
}
