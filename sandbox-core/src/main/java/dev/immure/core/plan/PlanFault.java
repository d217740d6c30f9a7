package dev.immure.core.plan;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Why no plan can be made. */
public enum PlanFault implements FaultCode {
    /** The permit is for another image than the one to be launched. */
    PERMIT("IMM-PLAN-PERMIT", FaultKind.INTERNAL),
    /** Neither the image nor the command line names a program. */
    NO_COMMAND("IMM-PLAN-NO-COMMAND", FaultKind.USAGE),
    /** The image has more layers than one overlay mount takes. */
    TOO_MANY_LAYERS("IMM-PLAN-LAYERS", FaultKind.INPUT),
    /** The plan is longer than immure-init reads. */
    TOO_LARGE("IMM-PLAN-SIZE", FaultKind.USAGE),
    /** A value of the request cannot be written into a plan. */
    VALUE("IMM-PLAN-VALUE", FaultKind.USAGE),
    /** A writable bind of a directory that root owns: the program could leave a set-user-ID root file there. */
    BIND_ROOT("IMM-PLAN-BIND-ROOT", FaultKind.USAGE),
    /** A writable bind, by an ordinary caller, of what is not his, or for a user inside that is not his own. */
    BIND_OWNER("IMM-PLAN-BIND-OWNER", FaultKind.USAGE),
    /** The program shall have supplementary groups, and there is only one id. */
    ONE_ID("IMM-PLAN-ONE-ID", FaultKind.HOST),
    /** A capability with which the program could undo or go round the filter of its network, which lies inside. */
    NETWORK_CAPABILITY("IMM-PLAN-NETWORK-CAPABILITY", FaultKind.USAGE),
    /** The kernel has no Landlock, and the wall was not waived. */
    LANDLOCK("IMM-PLAN-LANDLOCK", FaultKind.HOST);

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
