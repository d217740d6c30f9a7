package dev.immure.core.resource;

/** What a meter can tell about the whole cgroup, dead children included. The unit is in the name. */
public enum Quantity {
    /** User and system time together. */
    CPU_NANOS,
    USER_NANOS,
    SYSTEM_NANOS,
    /** Time in which {@code milliCpus} held it back. */
    THROTTLED_NANOS,
    /** The most memory it ever had: anonymous, kernel and page cache together. */
    MEMORY_PEAK_BYTES,
    MEMORY_BYTES,
    /** Memory without a file: heap, stack. */
    ANONYMOUS_BYTES,
    /** Page cache, files in tmpfs included. */
    PAGE_CACHE_BYTES,
    /** tmpfs files and shared memory: page cache that cannot be dropped. */
    SHARED_BYTES,
    /** Must be 0. */
    SWAP_BYTES,
    /** Processes that the kernel killed because the limit of this very cgroup, or one above it, was reached. */
    OOM_KILLS,
    /**
     * How often an allocation met the limit; page cache was then dropped, or a process killed. Not on v1: memory+swap is
     * charged before memory, so with equal limits memory.failcnt stays 0, and Linux 6.18 no longer counts
     * memory.memsw.failcnt (seen: both 0 after an OOM kill).
     */
    MEMORY_LIMIT_HITS,
    PIDS_PEAK,
    /** How often fork or clone was refused. */
    PIDS_LIMIT_HITS
}
