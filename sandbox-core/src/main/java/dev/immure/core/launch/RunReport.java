package dev.immure.core.launch;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.Receipt;
import dev.immure.core.disk.DiskReading;
import dev.immure.core.network.Traffic;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What happened in one run, as measured; what it means is the verdict's business.
 *
 * @param cause why the supervisor ended it, if it did
 * @param wallNanos since execve, on CLOCK_MONOTONIC
 * @param disk empty when PID 1 was killed before it could tell
 * @param usage empty when PID 1 was killed before it could tell
 * @param copies what became of each file that was to be copied in or out
 * @param meters of this run's own cgroup
 * @param network empty when there was none
 * @param denied the first act that a wall refused and told of
 * @param calls what PID 1 told of the filter
 */
public record RunReport(
        Ending ending,
        EndCause cause,
        long wallNanos,
        Optional<DiskUse> disk,
        Optional<Usage> usage,
        long stdoutBytes,
        long stderrBytes,
        Map<Quantity, Reading> meters,
        Optional<Network> network,
        Optional<Receipt.Denial> denied,
        Calls calls,
        List<FileCopy> copies) {
    public RunReport {
        Objects.requireNonNull(ending, "ending is null");
        Objects.requireNonNull(cause, "cause is null");
        Objects.requireNonNull(disk, "disk is null");
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(usage, "usage is null");
        Objects.requireNonNull(denied, "denied is null");
        Objects.requireNonNull(calls, "calls is null");
        meters = Map.copyOf(meters);
        copies = List.copyOf(copies);
    }

    /**
     * What PID 1 told of the filter.
     *
     * @param ended whether the sandbox was ended for a call
     * @param used names of the system calls that were made, where the plan has them recorded
     */
    public record Calls(boolean ended, Set<String> used) {
        public Calls {
            used = Set.copyOf(used);
        }

        /** Nothing ended, nothing recorded. */
        public static Calls none() {
            return new Calls(false, Set.of());
        }
    }

    /**
     * The network that the run had.
     *
     * @param how addresses and walls, for the receipt
     * @param bandwidth how its rates were held; empty without any
     * @param meter what counted the traffic
     */
    public record Network(String how, Optional<String> bandwidth, String meter, Traffic traffic) {
        public Network {
            Objects.requireNonNull(how, "how is null");
            Objects.requireNonNull(bandwidth, "bandwidth is null");
            Objects.requireNonNull(meter, "meter is null");
            Objects.requireNonNull(traffic, "traffic is null");
        }
    }

    /** What went through the network, if there was one. */
    public Optional<Traffic> traffic() {
        return network.map(Network::traffic);
    }

    /**
     * What wait4(2) told of the program, and of those of its children that it has waited for.
     *
     * @param maxRssBytes largest resident set of one process
     * @param voluntarySwitches context switches because it waited
     * @param forcedSwitches context switches because its time slice ended
     */
    public record Usage(long maxRssBytes, long voluntarySwitches, long forcedSwitches) {}

    /**
     * What the program had written at the end, on the root and on every tmpfs.
     *
     * @param bytes whole pages, as the tmpfs counts them
     * @param fullMounts how many of them had no byte or no inode left
     * @param meter what said so, for the receipt
     * @param mounts each of them; empty when nobody could tell
     */
    public record DiskUse(long bytes, long inodes, int fullMounts, String meter, List<MountUse> mounts) {
        static final String TMPFS_METER = "statfs of the writable tmpfs mounts";

        public DiskUse {
            Objects.requireNonNull(meter, "meter is null");
            mounts = List.copyOf(mounts);
        }

        /** Nothing but tmpfs mounts. */
        public DiskUse(long bytes, long inodes, int fullMounts) {
            this(bytes, inodes, fullMounts, List.of());
        }

        DiskUse(long bytes, long inodes, int fullMounts, List<MountUse> mounts) {
            this(bytes, inodes, fullMounts, TMPFS_METER, mounts);
        }

        /** With what lies on a disk of the host. */
        DiskUse and(DiskReading disk) {
            List<MountUse> all = new ArrayList<>();
            all.add(new MountUse(MountUse.ROOT, disk.bytes(), disk.inodes(), disk.full()));
            all.addAll(mounts);
            return new DiskUse(
                    bytes + disk.bytes(),
                    inodes + disk.inodes(),
                    fullMounts + (disk.full() ? 1 : 0),
                    disk.meter() + ", " + meter,
                    all);
        }
    }

    /**
     * What the program had written in one place.
     *
     * @param place where it is mounted; {@link #ROOT} for the root with all that nothing else is mounted over
     * @param full whether it had no byte or no inode left
     */
    public record MountUse(String place, long bytes, long inodes, boolean full) {
        public static final String ROOT = "/";

        public MountUse {
            Objects.requireNonNull(place, "place is null");
        }
    }
}
