package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts the code of a fault, and that its reason holds a text. */
final class Faults {
    private Faults() {}

    static void assertFault(ThrowingCallable act, FaultCode code, String why) {
        Assertions.assertThatThrownBy(act).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(code);
            assertThat(e.fault().on() + ": " + e.fault().why()).contains(why);
        });
    }
}
