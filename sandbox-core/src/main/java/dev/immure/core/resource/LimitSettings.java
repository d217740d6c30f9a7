package dev.immure.core.resource;

import java.util.ArrayList;
import java.util.List;

/** Which values the limits become, file by file, in the order of writing. Pure. */
final class LimitSettings {
    /** The kernel's default period in microseconds; the shortest quota it takes is one millisecond. */
    private static final int PERIOD = 100_000;

    private LimitSettings() {}

    static List<Setting> of(Hierarchy hierarchy, ResourceLimits limits, String memoryNodes) {
        List<Setting> settings = new ArrayList<>();
        boolean v2 = hierarchy.version() == CgroupVersion.V2;
        if (hierarchy.has(Controller.MEMORY)) {
            settings.addAll(v2 ? memoryV2(limits.memoryBytes()) : memoryV1(limits.memoryBytes()));
        }
        if (hierarchy.has(Controller.PIDS)) {
            settings.add(Setting.required("pids.max", limits.pids()));
        }
        if (hierarchy.has(Controller.CPU)) {
            settings.addAll(v2 ? cpuV2(limits) : cpuV1(limits));
        }
        if (hierarchy.has(Controller.CPUSET)) {
            limits.cpus().ifPresent(cpus -> {
                settings.add(Setting.required("cpuset.cpus", cpus));
                // cpuset(7): on v1 a cpuset without memory nodes takes no process; v2 inherits them.
                if (!v2) {
                    settings.add(Setting.required("cpuset.mems", memoryNodes));
                }
            });
        }
        return List.copyOf(settings);
    }

    private static List<Setting> memoryV1(long bytes) {
        return List.of(
                Setting.required("memory.limit_in_bytes", bytes),
                // After the limit: memory+swap may not be below memory (kernel, cgroup-v1/memory.rst, section 2.4).
                // Equal to it, no page can be in swap that does not take the place of one in memory.
                Setting.requiredWithSwap("memory.memsw.limit_in_bytes", bytes),
                Setting.wherePresent("memory.swappiness", 0),
                // v1 does not count TCP buffers as memory.
                Setting.wherePresent("memory.kmem.tcp.limit_in_bytes", bytes),
                // A new cgroup inherits "no OOM killer" from its parent; then a program over its limit would hang.
                new Setting("memory.oom_control", "0", "oom_kill_disable 0", Setting.Presence.REQUIRED));
    }

    private static List<Setting> memoryV2(long bytes) {
        return List.of(
                Setting.requiredWithSwap("memory.swap.max", 0),
                // The whole sandbox dies at once: half a program is of no use, and its exit status would be a lie.
                Setting.required("memory.oom.group", 1),
                Setting.required("memory.max", bytes));
    }

    private static List<Setting> cpuV1(ResourceLimits limits) {
        List<Setting> settings = new ArrayList<>();
        limits.milliCpus().ifPresent(milli -> {
            settings.add(Setting.required("cpu.cfs_period_us", PERIOD));
            settings.add(Setting.required("cpu.cfs_quota_us", quota(milli)));
        });
        limits.cpuWeight().ifPresent(weight -> settings.add(Setting.required("cpu.shares", shares(weight))));
        return settings;
    }

    private static List<Setting> cpuV2(ResourceLimits limits) {
        List<Setting> settings = new ArrayList<>();
        limits.milliCpus().ifPresent(milli -> settings.add(Setting.required("cpu.max", quota(milli) + " " + PERIOD)));
        limits.cpuWeight().ifPresent(weight -> settings.add(Setting.required("cpu.weight", weight)));
        return settings;
    }

    private static long quota(int milliCpus) {
        return (long) milliCpus * PERIOD / 1000;
    }

    /** 100 on v2 and 1024 on v1 are both "ordinary"; the kernel's least is 2 (sched(7), "CPU shares"). */
    private static long shares(int weight) {
        return Math.max(2, weight * 1024L / 100);
    }
}
