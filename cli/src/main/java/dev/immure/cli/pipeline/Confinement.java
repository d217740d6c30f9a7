package dev.immure.cli.pipeline;

import dev.immure.core.audit.Limit;
import dev.immure.core.audit.WallState;
import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.Wall;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupParent;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.ProfileLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What bounds the resources of a run: a cgroup, or, where none can be used and {@code --best-effort cgroup} gave leave, limits
 * of single processes (getrlimit(2)), which are fewer and weaker. Which of them is never passed over: the receipt says it.
 */
final class Confinement {
    private static final Set<Limit> OF_CGROUPS_ALONE = Set.of(Limit.MEMORY, Limit.SWAP, Limit.CPUS, Limit.CPU_TIME);

    private Confinement() {}

    /** The cgroups of the host; waived only where they cannot be used and the caller has said so. */
    static CgroupLayout of(HostReport host, Optional<CgroupParent> parent, List<Wall> bestEffort) {
        Finding finding = host.finding(dev.immure.core.host.Wall.CGROUP);
        boolean waived = bestEffort.contains(Wall.CGROUP) && finding.state() == Finding.State.MISSING;
        return waived ? new CgroupLayout.Waived(finding.evidence()) : CgroupLayout.detect(parent);
    }

    /** The limits of each process, with those that stand in for a cgroup's. The stricter wins. */
    static List<Rlimit> rlimits(Intent intent, CgroupLayout layout, IdMap ids) {
        List<Rlimit> all = new ArrayList<>(intent.rlimits());
        if (layout instanceof CgroupLayout.Waived) {
            ProfileLimits limits = intent.limits();
            // PID 1 is the same user where there is one id only.
            long pids = limits.pids() + (ids instanceof IdMap.Single ? 1 : 0);
            long seconds =
                    limits.cpuTime().plus(Duration.ofSeconds(1)).minusNanos(1).toSeconds();
            addStricter(all, limit(Rlimit.Resource.RLIMIT_DATA, limits.memoryBytes(), limits.memoryBytes()));
            addStricter(all, limit(Rlimit.Resource.RLIMIT_NPROC, pids, pids));
            addStricter(all, limit(Rlimit.Resource.RLIMIT_CPU, seconds, seconds + 1));
        }
        return all;
    }

    /** Not above the caller's own, which cannot be raised. */
    private static Rlimit limit(Rlimit.Resource resource, long soft, long hard) {
        long own = HostRlimits.hard().getOrDefault(resource, Rlimit.UNLIMITED);
        return own == Rlimit.UNLIMITED
                ? new Rlimit(resource, soft, hard)
                : new Rlimit(resource, Math.min(soft, own), Math.min(hard, own));
    }

    private static void addStricter(List<Rlimit> limits, Rlimit limit) {
        Optional<Rlimit> there = limits.stream()
                .filter(other -> other.resource() == limit.resource())
                .findFirst();
        if (there.isEmpty() || limit.isWithin(there.get())) {
            there.ifPresent(limits::remove);
            limits.add(limit);
        }
    }

    /** Takes from the limits of a receipt what nothing enforces. */
    static void forget(Map<Limit, Long> limits, CgroupLayout layout) {
        if (layout instanceof CgroupLayout.Waived) {
            limits.keySet().removeAll(OF_CGROUPS_ALONE);
        }
    }

    static void addWalls(Map<String, WallState> walls, CgroupLayout layout) {
        if (layout instanceof CgroupLayout.Waived waived) {
            walls.put("cgroup", new WallState.Waived(waived.why()));
            walls.put(
                    "memory",
                    new WallState.Waived(
                            "RLIMIT_DATA for each process alone; nothing bounds them together, the page cache, "
                                    + "shared memory or what is written to a tmpfs"));
            walls.put("pids", new WallState.Enforced("RLIMIT_NPROC of the program's user in its own namespace"));
            walls.put(
                    "cpu",
                    new WallState.Waived(
                            "RLIMIT_CPU for each process alone; nothing bounds them together, or their share"));
        } else {
            walls.put("cgroup", new WallState.Enforced(layout.text()));
        }
    }
}
