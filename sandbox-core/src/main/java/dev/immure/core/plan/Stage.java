package dev.immure.core.plan;

/** The process that executes an op, in the order in which they come to life (docs/launch-sequence.md). */
public enum Stage {
    /** Outside, as the caller: makes the user namespace and the idmapped mounts. */
    MONITOR(1),
    /** Between: joins the cgroup, enters the user namespace, ends. */
    STAGE(2),
    /** PID 1 inside: mounts, root, names. */
    INIT(3),
    /** The program, up to execve. */
    PAYLOAD(4),
    /** PID 1 again, as the program's user, after everything else inside has ended. */
    COLLECT(5),
    /** The monitor again, after PID 1 has ended. */
    TEARDOWN(6);

    private final int number;

    Stage(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
