package dev.immure.core.internal.ffi;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which the native libraries themselves are missing. */
public enum NativeFault implements FaultCode {
    /** Nobody said where jffi's own library lies, and one unpacked into /tmp is not trusted. */
    LIBRARY_PATH("IMM-NATIVE-PATH"),
    /** The C library, libseccomp, or a function of them is not there. */
    LIBRARY_MISSING("IMM-NATIVE-MISSING");

    private final String id;

    NativeFault(String id) {
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
}
