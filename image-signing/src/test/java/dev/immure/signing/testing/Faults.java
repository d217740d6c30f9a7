package dev.immure.signing.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches the fault of something that must fail. */
public final class Faults {
    private Faults() {}

    public static Fault of(ThrowingCallable act) {
        ImmureException thrown = catchThrowableOfType(ImmureException.class, act);
        if (thrown == null) {
            throw new AssertionError("it did not fail");
        }
        return thrown.fault();
    }
}
