package dev.immure.core.state;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import org.jspecify.annotations.Nullable;

/** Why something that Immure keeps for itself cannot be read or kept. */
public enum StateFault implements FaultCode {
    /** A directory or file of the state belongs to another user, or others may write to it. */
    OWNER(
            "IMM-STATE-OWNER",
            "Give it to the user who runs Immure and close it to others: chown, chmod 700 of the directory"),
    /** What stands under the name of a file of the state is a link, a device, or larger than such a file is. */
    FILE("IMM-STATE-FILE", "Find out who put it there; then restore the file, or remove it"),
    /** The kernel would not read or write the state. */
    IO("IMM-STATE-IO", "Check free space and permissions of the state directory");

    private final String id;
    private final String remedy;

    StateFault(String id, String remedy) {
        this.id = id;
        this.remedy = remedy;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return FaultKind.HOST;
    }

    ImmureException at(String what, Object on, String why, @Nullable Throwable cause) {
        return new ImmureException(new Fault(this, what, on.toString(), why, remedy), cause);
    }
}
