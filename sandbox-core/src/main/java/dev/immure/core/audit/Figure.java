package dev.immure.core.audit;

/** A number that a run is measured by, with its unit in the name. Order is that of the receipt. */
public enum Figure {
    /** User and system time of every process of the run. */
    CPU_TIME("cpuTimeNs", Meter.CPU),
    USER_TIME("userTimeNs", Meter.CPU),
    SYSTEM_TIME("systemTimeNs", Meter.CPU),
    /** From execve(2) to the end, by a clock that does not jump. */
    WALL_TIME("wallTimeNs", Meter.WALL),
    MEMORY_PEAK("memoryPeakBytes", Meter.MEMORY),
    /** Page cache charged at the end; a peak that includes it could have been lower by as much. */
    PAGE_CACHE("pageCacheBytes", Meter.MEMORY),
    PIDS_PEAK("pidsPeak", Meter.PIDS),
    OOM_KILLS("oomKills", Meter.MEMORY),
    /** Largest resident set of one process. */
    MAX_RSS("maxRssBytes", Meter.PROCESS),
    VOLUNTARY_SWITCHES("voluntarySwitches", Meter.PROCESS),
    FORCED_SWITCHES("forcedSwitches", Meter.PROCESS),
    DISK_USED("diskUsedBytes", Meter.DISK),
    STDOUT("stdoutBytes", Meter.OUTPUT),
    STDERR("stderrBytes", Meter.OUTPUT),
    RECEIVED("rxBytes", Meter.TRAFFIC),
    SENT("txBytes", Meter.TRAFFIC);

    private final String key;
    private final Meter meter;

    Figure(String key, Meter meter) {
        this.key = key;
        this.meter = meter;
    }

    /** Name in the receipt. */
    public String key() {
        return key;
    }

    /** The kind of instrument that gives it. */
    public Meter meter() {
        return meter;
    }
}
