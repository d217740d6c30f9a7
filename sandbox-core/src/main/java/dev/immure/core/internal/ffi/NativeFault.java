package dev.immure.core.internal.ffi;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which the native libraries themselves are missing. */
public enum NativeFault implements FaultCode {
    LIBRARY_PATH("IMM-NATIVE-PATH"),
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
