package dev.immure.cli.serve.wire;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Faults of the native client's side of the service. */
public enum WireFault implements FaultCode {
    /** A message that no client of this version sends. */
    MESSAGE("IMM-CLIENT-MESSAGE", FaultKind.INPUT),
    /** The variables that a command asks its caller for are longer than the service keeps for one. */
    VARIABLES("IMM-CLIENT-VARIABLES", FaultKind.INPUT),
    /** The client's process is gone, and with it whoever the run was for. */
    GONE("IMM-CLIENT-GONE", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;

    WireFault(String id, FaultKind kind) {
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

    static ImmureException malformed(String why) {
        return new ImmureException(new Fault(
                MESSAGE,
                "cannot understand",
                "a message of a client",
                why,
                "Use the client that belongs to this version"));
    }

    static ImmureException tooMuch(int most) {
        return new ImmureException(new Fault(
                VARIABLES,
                "cannot take",
                "the variables of a client",
                "together they have more than " + most + " characters",
                "Pass fewer with -e, or put what is long into a file"));
    }

    static ImmureException gone() {
        return new ImmureException(
                new Fault(GONE, "cannot go on with", "the command of a client", "its process is gone", "Ask again"));
    }
}
