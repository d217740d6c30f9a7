package dev.immure.core.unix;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Faults of the sockets by which programs of this host speak to Immure. */
public enum UnixFault implements FaultCode {
    /** No socket can be put there, or its name is taken. */
    LISTEN("IMM-UNIX-LISTEN", FaultKind.HOST),
    /** The manager passes sockets that are not those of the service's folder. */
    PASSED("IMM-UNIX-PASSED", FaultKind.HOST),
    /** The other side of a conversation is gone, or does not read what it is told. */
    GONE("IMM-UNIX-GONE", FaultKind.HOST),
    /** A message that is longer, or brings more descriptors, than any that is understood. */
    MESSAGE("IMM-UNIX-MESSAGE", FaultKind.INPUT);

    private final String id;
    private final FaultKind kind;

    UnixFault(String id, FaultKind kind) {
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
