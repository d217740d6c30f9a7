package dev.immure.core.audit;

/** How a run came out. {@link #IE} is never the program's fault, and no other is ever Immure's. */
public enum Verdict {
    /** Exit status 0 within all limits. */
    OK("exited with status 0"),
    /** Non-zero exit status. */
    RE("exited with a non-zero status"),
    /** Ended by a signal of its own doing. */
    SG("ended by a signal"),
    /** CPU time limit. */
    TLE("CPU time limit exceeded"),
    /** Wall time limit. */
    WTLE("wall time limit exceeded"),
    /** Memory limit: this run's own out-of-memory events, never a counter that outlives a run. */
    MLE("memory limit exceeded"),
    /** Output limit. */
    OLE("output limit exceeded"),
    /** Process limit. */
    PLE("process limit exceeded"),
    /** Disk quota, bytes or inodes. */
    DQE("disk quota exceeded"),
    /** Network traffic limit. */
    NLE("network traffic limit exceeded"),
    /** A wall was hit, and the profile says that this ends the run. */
    SV("security violation"),
    /** Refused before the launch, by signature or policy. */
    DENIED("refused"),
    /** Immure itself failed. */
    IE("internal error");

    private final String meaning;

    Verdict(String meaning) {
        this.meaning = meaning;
    }

    /** A few words in English, lower case. */
    public String meaning() {
        return meaning;
    }
}
