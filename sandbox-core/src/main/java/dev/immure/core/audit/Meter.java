package dev.immure.core.audit;

/** A kind of measuring instrument; the receipt names the one that was really used. */
public enum Meter {
    CPU("cpuMeter"),
    WALL("wallMeter"),
    MEMORY("memoryMeter"),
    PIDS("pidsMeter"),
    PROCESS("processMeter"),
    DISK("diskMeter"),
    OUTPUT("outputMeter"),
    TRAFFIC("trafficMeter");

    private final String key;

    Meter(String key) {
        this.key = key;
    }

    /** Name in the receipt. */
    public String key() {
        return key;
    }
}
