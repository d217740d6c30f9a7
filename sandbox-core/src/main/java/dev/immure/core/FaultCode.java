package dev.immure.core;

/**
 * The stable name of one way to fail. Each module has one enum of them; scripts may match on {@link #id()}.
 */
public interface FaultCode {
    /** Stable, upper case, {@code IMM-AREA-REASON}. Never reused for another meaning. */
    String id();

    FaultKind kind();
}
