package dev.immure.core.audit;

/** A limit that can be in force, with its unit in the name. Order is that of the receipt. */
public enum Limit {
    MEMORY("memoryBytes"),
    SWAP("swapBytes"),
    PIDS("pids"),
    /** CPU bandwidth in thousandths of a CPU. */
    CPUS("milliCpus"),
    CPU_TIME("cpuTimeNs"),
    /** Grace after the CPU time limit before the run is ended. */
    EXTRA_TIME("extraTimeNs"),
    WALL_TIME("wallTimeNs"),
    OUTPUT("outputBytes"),
    DISK("diskBytes"),
    INODES("diskInodes"),
    TRAFFIC("trafficBytes"),
    BANDWIDTH_IN("bandwidthInBitsPerSecond"),
    BANDWIDTH_OUT("bandwidthOutBitsPerSecond"),
    OPEN_FILES("openFiles"),
    FILE_SIZE("fileSizeBytes"),
    STACK("stackBytes"),
    CORE("coreBytes");

    private final String key;

    Limit(String key) {
        this.key = key;
    }

    /** Name in the receipt. */
    public String key() {
        return key;
    }
}
