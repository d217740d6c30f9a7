package dev.immure.core.resource;

import java.nio.file.Path;

/**
 * How many CPUs a sandbox without a cpuset can burn at once. Not what the JVM says: it counts those that it may use
 * itself, and on cgroup v2 a sandbox of root is not below the JVM's own cgroup.
 */
final class OnlineCpus {
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private OnlineCpus() {}

    /** A host that does not tell is taken for a very large one: then the meters are looked at more often than needed. */
    static int count() {
        return CgroupDetector.readBounded(ONLINE).map(OnlineCpus::count).orElse(CpuSet.MAX);
    }

    static int count(String list) {
        try {
            return CpuSet.parse(list.strip()).size();
        } catch (IllegalArgumentException e) {
            return CpuSet.MAX;
        }
    }
}
