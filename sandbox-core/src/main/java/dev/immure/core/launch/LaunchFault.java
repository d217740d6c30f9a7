package dev.immure.core.launch;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which a launch can fail that are not the program's own doing. */
public enum LaunchFault implements FaultCode {
    /** The jar does not hold immure-init. */
    INIT_MISSING("IMM-LAUNCH-INIT-MISSING", FaultKind.INTERNAL),
    /** immure-init cannot be held in memory or started. */
    SPAWN("IMM-LAUNCH-SPAWN", FaultKind.HOST),
    /** Something that the plan names on the host cannot be opened. */
    HANDLE("IMM-LAUNCH-HANDLE", FaultKind.HOST),
    /** The ids of the user namespace cannot be mapped. */
    ID_MAP("IMM-LAUNCH-ID-MAP", FaultKind.HOST),
    /** The kernel, or a filter around Immure, refuses a user namespace. */
    NO_USER_NAMESPACE("IMM-LAUNCH-USER-NAMESPACE", FaultKind.HOST),
    /** Parts of the /proc around Immure are masked, so that the kernel mounts no other. */
    PROC_MASKED("IMM-LAUNCH-PROC-MASKED", FaultKind.HOST),
    /** A step of the plan failed in the kernel; the fault names the step. */
    STEP("IMM-LAUNCH-STEP", FaultKind.HOST),
    /** immure-init would not take the plan: another version, or damaged. */
    PLAN_REFUSED("IMM-LAUNCH-PLAN-REFUSED", FaultKind.INTERNAL),
    /** immure-init ended, or went silent, without a report. */
    NO_REPORT("IMM-LAUNCH-NO-REPORT", FaultKind.INTERNAL),
    /** Cgroup directories of the sandbox are still busy after its end. */
    LEFTOVER("IMM-LAUNCH-LEFTOVER", FaultKind.HOST),
    /** The program, or the interpreter it names, is not in the image. */
    NOT_FOUND("IMM-LAUNCH-NOT-FOUND", FaultKind.INPUT),
    /** The program is there and cannot be executed. */
    NOT_EXECUTABLE("IMM-LAUNCH-NOT-EXECUTABLE", FaultKind.INPUT),
    /** A device node cannot be made, or is not the one its name says. */
    DEVICE("IMM-LAUNCH-DEVICE", FaultKind.HOST),
    /** The pipes of the standard streams cannot be made. */
    STREAM("IMM-LAUNCH-STREAM", FaultKind.HOST),
    /** A file or directory that was to be copied in cannot be read, or is neither of the two. */
    COPY_SOURCE("IMM-LAUNCH-COPY-SOURCE", FaultKind.USAGE),
    /** What is copied in does not fit in its place: no room, or something else stands there. */
    COPY_IN("IMM-LAUNCH-COPY-IN", FaultKind.INPUT),
    /** The program's terminal cannot be reached. */
    TERMINAL("IMM-LAUNCH-TERMINAL", FaultKind.HOST),
    /** A signal ended the run before the program had started. */
    INTERRUPTED("IMM-LAUNCH-INTERRUPTED", FaultKind.HOST),
    /** A sandbox that was put up before its run ended while it waited; no program has been started in it. */
    HELD_GONE("IMM-LAUNCH-HELD-GONE", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;

    LaunchFault(String id, FaultKind kind) {
        this.id = id;
        this.kind = kind;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }
}
