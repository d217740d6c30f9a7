package dev.immure.cli;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Faults of the command line and of files that only it reads. */
public enum CliFault implements FaultCode {
    USAGE("IMM-CLI-USAGE", FaultKind.USAGE),
    OPTION("IMM-CLI-OPTION", FaultKind.USAGE),
    FILE("IMM-CLI-FILE", FaultKind.USAGE),
    CONFLICT("IMM-CLI-CONFLICT", FaultKind.USAGE),
    PROFILE_DEMANDED("IMM-CLI-PROFILE", FaultKind.REFUSED),
    USER("IMM-CLI-USER", FaultKind.INPUT),
    NOT_ROOT("IMM-CLI-NOT-ROOT", FaultKind.HOST),
    DEFECT("IMM-CLI-DEFECT", FaultKind.INTERNAL),
    DENIED("IMM-POLICY-DENIED", FaultKind.REFUSED);

    private final String id;
    private final FaultKind kind;

    CliFault(String id, FaultKind kind) {
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
