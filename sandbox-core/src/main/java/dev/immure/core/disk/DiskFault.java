package dev.immure.core.disk;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Ways in which a sandbox cannot have its disk. */
public enum DiskFault implements FaultCode {
    /** The back-end that was asked for is not to be had on this host, or not for this limit. */
    BACKEND("IMM-DISK-BACKEND"),
    /** The directory, subvolume or file system for the sandbox cannot be made. */
    PREPARE("IMM-DISK-PREPARE"),
    /** The state folder has no room for a disk of that size. */
    SPACE("IMM-DISK-SPACE"),
    /** The sandbox's project id is used by files that are not Immure's. */
    PROJECT("IMM-DISK-PROJECT"),
    /** What a sandbox has used cannot be read. */
    METER("IMM-DISK-METER"),
    /** What a sandbox has written cannot be removed. */
    LEFTOVER("IMM-DISK-LEFTOVER");

    private final String id;

    DiskFault(String id) {
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
