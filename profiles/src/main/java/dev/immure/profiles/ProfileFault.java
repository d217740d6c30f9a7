package dev.immure.profiles;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which a profile cannot be used. */
public enum ProfileFault implements FaultCode {
    /** No profile of this name is shipped. */
    UNKNOWN_PROFILE("IMM-PROFILE-UNKNOWN"),
    /** A file of the profile is not there, not a regular file, or cannot be read. */
    UNREADABLE("IMM-PROFILE-UNREADABLE"),
    /** Somebody else than root and this user may change a file of the profile, or a directory on the way to it. */
    PERMISSIONS("IMM-PROFILE-PERMISSIONS"),
    /** A file is larger than any profile needs to be. */
    TOO_LARGE("IMM-PROFILE-SIZE"),
    /** The text is not JSON, or has a key twice. */
    MALFORMED("IMM-PROFILE-JSON"),
    /** A field that profiles do not have. */
    UNKNOWN_FIELD("IMM-PROFILE-FIELD"),
    /** A field that a profile must have is not there. */
    MISSING_FIELD("IMM-PROFILE-MISSING"),
    /** A field holds what it cannot hold. */
    BAD_VALUE("IMM-PROFILE-VALUE"),
    /** A rule names a system call that x86-64 does not have. */
    UNKNOWN_SYSCALL("IMM-PROFILE-SYSCALL"),
    /** A profile with a base permits more than its base does. */
    LOOSENS("IMM-PROFILE-LOOSENS");

    private final String id;

    ProfileFault(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return FaultKind.USAGE;
    }
}
