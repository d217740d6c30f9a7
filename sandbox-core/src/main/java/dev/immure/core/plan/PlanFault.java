package dev.immure.core.plan;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Why no plan can be made. */
public enum PlanFault implements FaultCode {
    PERMIT("IMM-PLAN-PERMIT", FaultKind.INTERNAL),
    NO_COMMAND("IMM-PLAN-NO-COMMAND", FaultKind.USAGE),
    TOO_MANY_LAYERS("IMM-PLAN-LAYERS", FaultKind.INPUT),
    TOO_LARGE("IMM-PLAN-SIZE", FaultKind.USAGE),
    VALUE("IMM-PLAN-VALUE", FaultKind.USAGE),
    BIND_ROOT("IMM-PLAN-BIND-ROOT", FaultKind.USAGE),
    LANDLOCK("IMM-PLAN-LANDLOCK", FaultKind.HOST),
    WALL_NOT_OPTIONAL("IMM-PLAN-WALL", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;

    PlanFault(String id, FaultKind kind) {
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
