package dev.immure.core.launch;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which a launch can fail that are not the program's own doing. */
public enum LaunchFault implements FaultCode {
    INIT_MISSING("IMM-LAUNCH-INIT-MISSING", FaultKind.INTERNAL),
    SPAWN("IMM-LAUNCH-SPAWN", FaultKind.HOST),
    HANDLE("IMM-LAUNCH-HANDLE", FaultKind.HOST),
    ID_MAP("IMM-LAUNCH-ID-MAP", FaultKind.HOST),
    STEP("IMM-LAUNCH-STEP", FaultKind.HOST),
    PLAN_REFUSED("IMM-LAUNCH-PLAN-REFUSED", FaultKind.INTERNAL),
    NO_REPORT("IMM-LAUNCH-NO-REPORT", FaultKind.INTERNAL),
    LEFTOVER("IMM-LAUNCH-LEFTOVER", FaultKind.HOST),
    NOT_FOUND("IMM-LAUNCH-NOT-FOUND", FaultKind.INPUT),
    NOT_EXECUTABLE("IMM-LAUNCH-NOT-EXECUTABLE", FaultKind.INPUT),
    DEVICE("IMM-LAUNCH-DEVICE", FaultKind.HOST),
    STREAM("IMM-LAUNCH-STREAM", FaultKind.HOST),
    INTERRUPTED("IMM-LAUNCH-INTERRUPTED", FaultKind.HOST);

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
