package dev.immure.signing.fault;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which what another tool trusts cannot be written as a trust file. One cause each. */
public enum ImportFault implements FaultCode {
    /** The file is not what the other tool's manual says. */
    POLICY("IMM-IMPORT-POLICY"),
    /** The file says something that a trust file could only say more weakly; all such places are listed. */
    MEANING("IMM-IMPORT-MEANING"),
    /** The trust file, or a keyring beside it, exists already or cannot be written. */
    WRITE("IMM-IMPORT-WRITE");

    private final String id;

    ImportFault(String id) {
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
