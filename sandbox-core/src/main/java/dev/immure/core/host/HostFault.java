package dev.immure.core.host;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Ways in which the host itself stands in the way. */
public enum HostFault implements FaultCode {
    /** A file of /proc that every Linux has cannot be read, or is malformed. */
    PROC("IMM-HOST-PROC"),
    /** The directory for lock files cannot be made, or others than its owner can write to it. */
    STATE("IMM-HOST-STATE"),
    /** The id ranges overlap with ids that the host has given to somebody. */
    ID_COLLISION("IMM-HOST-IDCOLLISION"),
    /** Every id range is in use. */
    ID_EXHAUSTED("IMM-HOST-IDEXHAUSTED"),
    /** A lock file cannot be opened or locked. */
    ID_LOCK("IMM-HOST-IDLOCK"),
    /** A process of another user cannot be told to end. */
    SIGNAL("IMM-HOST-SIGNAL");

    private final String id;

    HostFault(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return FaultKind.HOST;
    }

    ImmureException because(String what, Object on, String why, String remedy) {
        return new ImmureException(new Fault(this, what, on.toString(), why, remedy));
    }

    ImmureException because(String what, Object on, Exception why, String remedy) {
        return new ImmureException(new Fault(this, what, on.toString(), String.valueOf(why.getMessage()), remedy), why);
    }
}
