package dev.immure.core.resource;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a quantity stands.
 *
 * @param key first word of the line that holds it; empty when the file is nothing but the number
 * @param scale what the number is multiplied by
 */
record Gauge(Quantity quantity, CgroupVersion version, String file, String key, long scale) {
    private static final long NANOS_PER_MICRO = 1000;

    /** As it stands in the receipt. */
    String meter() {
        return version.text() + " " + file + (key.isEmpty() ? "" : " " + key);
    }

    /** All that a hierarchy can tell, if the kernel is new enough. */
    static List<Gauge> of(Hierarchy hierarchy) {
        List<Gauge> gauges = new ArrayList<>();
        for (Controller controller : hierarchy.controllers()) {
            gauges.addAll(hierarchy.version() == CgroupVersion.V1 ? v1(controller) : v2(controller));
        }
        return gauges;
    }

    private static List<Gauge> v1(Controller controller) {
        return switch (controller) {
            case CPUACCT ->
                List.of(
                        v1(Quantity.CPU_NANOS, "cpuacct.usage", ""),
                        v1(Quantity.USER_NANOS, "cpuacct.usage_user", ""),
                        v1(Quantity.SYSTEM_NANOS, "cpuacct.usage_sys", ""));
            case CPU -> List.of(v1(Quantity.THROTTLED_NANOS, "cpu.stat", "throttled_time"));
            case MEMORY ->
                List.of(
                        v1(Quantity.MEMORY_PEAK_BYTES, "memory.max_usage_in_bytes", ""),
                        v1(Quantity.MEMORY_BYTES, "memory.usage_in_bytes", ""),
                        v1(Quantity.ANONYMOUS_BYTES, "memory.stat", "total_rss"),
                        v1(Quantity.PAGE_CACHE_BYTES, "memory.stat", "total_cache"),
                        v1(Quantity.SHARED_BYTES, "memory.stat", "total_shmem"),
                        v1(Quantity.SWAP_BYTES, "memory.stat", "total_swap"),
                        v1(Quantity.OOM_KILLS, "memory.oom_control", "oom_kill"));
            case PIDS -> pids(CgroupVersion.V1);
            case CPUSET -> List.of();
        };
    }

    private static List<Gauge> v2(Controller controller) {
        return switch (controller) {
            case CPUACCT ->
                List.of(
                        micros(Quantity.CPU_NANOS, "usage_usec"),
                        micros(Quantity.USER_NANOS, "user_usec"),
                        micros(Quantity.SYSTEM_NANOS, "system_usec"));
            case CPU -> List.of(micros(Quantity.THROTTLED_NANOS, "throttled_usec"));
            case MEMORY ->
                List.of(
                        v2(Quantity.MEMORY_PEAK_BYTES, "memory.peak", ""),
                        v2(Quantity.MEMORY_BYTES, "memory.current", ""),
                        v2(Quantity.ANONYMOUS_BYTES, "memory.stat", "anon"),
                        v2(Quantity.PAGE_CACHE_BYTES, "memory.stat", "file"),
                        v2(Quantity.SHARED_BYTES, "memory.stat", "shmem"),
                        v2(Quantity.SWAP_BYTES, "memory.swap.current", ""),
                        v2(Quantity.OOM_KILLS, "memory.events", "oom_kill"),
                        v2(Quantity.MEMORY_LIMIT_HITS, "memory.events", "max"));
            case PIDS -> pids(CgroupVersion.V2);
            case CPUSET -> List.of();
        };
    }

    private static List<Gauge> pids(CgroupVersion version) {
        return List.of(
                new Gauge(Quantity.PIDS_PEAK, version, "pids.peak", "", 1),
                new Gauge(Quantity.PIDS_LIMIT_HITS, version, "pids.events", "max", 1));
    }

    private static Gauge v1(Quantity quantity, String file, String key) {
        return new Gauge(quantity, CgroupVersion.V1, file, key, 1);
    }

    private static Gauge v2(Quantity quantity, String file, String key) {
        return new Gauge(quantity, CgroupVersion.V2, file, key, 1);
    }

    private static Gauge micros(Quantity quantity, String key) {
        return new Gauge(quantity, CgroupVersion.V2, "cpu.stat", key, NANOS_PER_MICRO);
    }

    /**
     * Finds the number in the text of the file.
     *
     * @throws dev.immure.core.ImmureException {@link CgroupFault#METER} when it is not there or not a number
     */
    long parse(String text) {
        String number = key.isEmpty() ? text.strip() : afterKey(text);
        boolean digits =
                !number.isEmpty() && number.length() <= 15 && number.chars().allMatch(Gauge::isDigit);
        if (!digits) {
            throw CgroupFault.METER.because(
                    "cannot read the meter", meter(), "it does not hold a number", "Report this kernel's version");
        }
        return Long.parseLong(number) * scale;
    }

    private String afterKey(String text) {
        String prefix = key + " ";
        int at = text.startsWith(prefix) ? 0 : text.indexOf("\n" + prefix) + 1;
        if (at == 0 && !text.startsWith(prefix)) {
            return "";
        }
        int end = text.indexOf('\n', at);
        return text.substring(at + prefix.length(), end < 0 ? text.length() : end)
                .strip();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
