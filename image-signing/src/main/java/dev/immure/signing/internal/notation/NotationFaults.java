package dev.immure.signing.internal.notation;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.fault.VerificationCode;

/** The sentences about signatures of Notation. */
final class NotationFaults {
    private NotationFaults() {}

    /** Of what cannot be read. */
    static ImmureException malformed(NotationFault code, String on, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot read Notation signature",
                on,
                why,
                "Sign anew with a tool that follows the Notary Project's specification"));
    }

    /** Of what is understood and does not count. */
    static ImmureException refused(VerificationCode code, String on, String why, String remedy) {
        return new ImmureException(new Fault(code, "cannot accept Notation signature", on, why, remedy));
    }
}
