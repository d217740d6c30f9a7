package dev.immure.cli.fault;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Faults of the resident service, and of what is asked of it. */
public enum ServeFault implements FaultCode {
    /** The queue of the service is full; the answer says when to ask again. */
    BUSY("IMM-SERVE-BUSY", FaultKind.HOST),
    /** This caller has as many runs in the service as one caller may have. */
    CALLER_BUSY("IMM-SERVE-CALLER-BUSY", FaultKind.HOST),
    /** The service is about to end and takes nothing new. */
    DRAINING("IMM-SERVE-DRAINING", FaultKind.HOST),
    /** The request is no JSON document of the form that this call takes. */
    REQUEST("IMM-SERVE-REQUEST", FaultKind.USAGE),
    /** The request has more bytes than one may have. */
    TOO_LARGE("IMM-SERVE-TOO-LARGE", FaultKind.USAGE),
    /** The request did not come in whole within its time. */
    TOO_SLOW("IMM-SERVE-TOO-SLOW", FaultKind.USAGE),
    /** There is no such call, or not with this method. */
    NO_CALL("IMM-SERVE-NO-CALL", FaultKind.USAGE),
    /** There is no such run, or it is not the caller's to see. */
    NO_RUN("IMM-SERVE-NO-RUN", FaultKind.USAGE),
    /** The run has not ended, or has come to no receipt. */
    NO_RECEIPT("IMM-SERVE-NO-RECEIPT", FaultKind.USAGE),
    /** A web page asks, or seems to: no browser is a client of this service. */
    BROWSER("IMM-SERVE-BROWSER", FaultKind.REFUSED),
    /** A caller who is another user than the service names something that the service would reach with its own rights. */
    DEPUTY("IMM-SERVE-DEPUTY", FaultKind.REFUSED),
    /** It cannot be told who the caller is. */
    CALLER("IMM-SERVE-CALLER", FaultKind.REFUSED),
    /** The run was ended before its program had started. */
    ENDED("IMM-SERVE-ENDED", FaultKind.REFUSED),
    /** The service that carried out the run died before the run's end was seen. */
    LOST("IMM-SERVE-LOST", FaultKind.HOST),
    /** A run could not be listed, or not be taken off the list. */
    NOTE("IMM-SERVE-NOTE", FaultKind.HOST),
    /** What the service says cannot be understood, or it says nothing. */
    ANSWER("IMM-SERVE-ANSWER", FaultKind.HOST),
    /** No service answers on the socket. */
    NO_SERVICE("IMM-SERVE-NO-SERVICE", FaultKind.HOST),
    /** The output of a run of the command line is its caller's, and nobody keeps it. */
    NOT_KEPT("IMM-SERVE-NOT-KEPT", FaultKind.USAGE),
    /** A folder or socket of the service cannot be made, or is not only the service's to change. */
    SOCKET("IMM-SERVE-SOCKET", FaultKind.HOST),
    /** Another service has the socket. */
    RUNNING("IMM-SERVE-RUNNING", FaultKind.HOST),
    /** The certificates or the key of the TLS door cannot be used. */
    TLS("IMM-SERVE-TLS", FaultKind.USAGE);

    private final String id;
    private final FaultKind kind;

    ServeFault(String id, FaultKind kind) {
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

    /** An exception with this code; the parts as in {@link Fault}. */
    public ImmureException at(String what, String on, String why, String remedy) {
        return new ImmureException(new Fault(this, what, on, why, remedy));
    }
}
