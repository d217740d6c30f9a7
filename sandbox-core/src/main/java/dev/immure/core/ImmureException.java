package dev.immure.core;

import org.jspecify.annotations.Nullable;

/** The one unchecked exception of Immure: carries a {@link Fault}, rendered once, at the edge. */
public final class ImmureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public ImmureException(Fault fault) {
        this(fault, null);
    }

    public ImmureException(Fault fault, @Nullable Throwable cause) {
        super(fault.sentence(), cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
