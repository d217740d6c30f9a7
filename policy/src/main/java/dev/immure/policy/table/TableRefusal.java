package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;

/** Leaves the reading of a cell, a row or a file; whoever knows the place turns it into a fault. */
final class TableRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final PolicyFaultCode code;
    private final String on;
    private final int column;

    private TableRefusal(PolicyFaultCode code, String on, int column, String why) {
        super(why, null, false, false);
        this.code = code;
        this.on = on;
        this.column = column;
    }

    TableRefusal(PolicyFaultCode code, Cell cell, String why) {
        this(code, cell.at().toString(), cell.column(), why);
    }

    TableRefusal(PolicyFaultCode code, SourceLine at, String why) {
        this(code, at.toString(), 0, why);
    }

    /** @param on a file, or a part of one */
    TableRefusal(PolicyFaultCode code, String on, String why) {
        this(code, on, 0, why);
    }

    PolicyFaultCode code() {
        return code;
    }

    String on() {
        return on;
    }

    /** From 1; 0 when it is no one cell. */
    int column() {
        return column;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
