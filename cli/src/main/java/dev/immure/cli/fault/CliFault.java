package dev.immure.cli.fault;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Faults of the command line and of files that only it reads. */
public enum CliFault implements FaultCode {
    /** The command line is not one that Immure understands. */
    USAGE("IMM-CLI-USAGE", FaultKind.USAGE),
    /** The value of an option, or of a variable, cannot be used. */
    OPTION("IMM-CLI-OPTION", FaultKind.USAGE),
    /** A file named on the command line cannot be read. */
    FILE("IMM-CLI-FILE", FaultKind.USAGE),
    /** The options contradict each other or ask for more than the profile gives; all are listed. */
    CONFLICT("IMM-CLI-CONFLICT", FaultKind.USAGE),
    /** The policy demands another profile than the one of the run. */
    PROFILE_DEMANDED("IMM-CLI-PROFILE", FaultKind.REFUSED),
    /** The user that the image or {@code -u} names cannot be turned into numbers inside the image. */
    USER("IMM-CLI-USER", FaultKind.INPUT),
    /** Others may read a secret, or change what Immure relies on. */
    PERMISSIONS("IMM-CLI-PERMISSIONS", FaultKind.USAGE),
    /** The configuration file has faults; all are listed. */
    CONFIG("IMM-CLI-CONFIG", FaultKind.USAGE),
    /** A password file that does not hold one line of text. */
    PASSWORD_FILE("IMM-CLI-PASSWORD-FILE", FaultKind.USAGE),
    /** The predicate of an attestation is not a JSON object that all readers read the same. */
    PREDICATE("IMM-CLI-PREDICATE", FaultKind.USAGE),
    /** The audit log holds no decision about a run, or not what it was made on. */
    UNRECORDED("IMM-CLI-UNRECORDED", FaultKind.INPUT),
    /** A command that this version does not have yet. */
    NOT_YET("IMM-CLI-NOT-YET", FaultKind.USAGE),
    /** Standard output does not take the whole answer. */
    OUTPUT("IMM-CLI-OUTPUT", FaultKind.HOST),
    /** The SELinux of this host cannot give the sandbox the label that it must have, or that was asked for. */
    SELINUX("IMM-CLI-SELINUX", FaultKind.HOST),
    /** {@code -i} with {@code -t} takes a terminal, and standard input is none. */
    NO_TERMINAL("IMM-CLI-NO-TERMINAL", FaultKind.USAGE),
    /** A file that the program has left could not be written to where it is wanted. */
    COPY_OUT("IMM-CLI-COPY-OUT", FaultKind.HOST),
    /** The memory of the Java process is used up; nothing was decided. */
    MEMORY("IMM-CLI-MEMORY", FaultKind.HOST),
    /** Something happened that Immure has no code for: a defect. */
    DEFECT("IMM-CLI-DEFECT", FaultKind.INTERNAL),
    /** The policy denies the run; the reasons name the rules. */
    DENIED("IMM-POLICY-DENIED", FaultKind.REFUSED);

    private final String id;
    private final FaultKind kind;

    CliFault(String id, FaultKind kind) {
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
