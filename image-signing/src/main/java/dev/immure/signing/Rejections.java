package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigningFault;

/** The sentences about statements that do not count. */
final class Rejections {
    private Rejections() {}

    static ImmureException of(SigningFault code, String on, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot accept signature over",
                on,
                why,
                "Have the image signed under its name by a key that the trust policy names"));
    }

    /** An authority was asked about a format that cannot be its own: a defect here. */
    static IllegalArgumentException notFor(Authority authority) {
        return new IllegalArgumentException("a signature of this format is never by " + authority.name());
    }

    /**
     * The fault, when it is about what was attached. One of the host says nothing about the image, and is not ours to
     * judge.
     */
    static Fault aboutInput(ImmureException e) {
        FaultKind kind = e.fault().code().kind();
        if (kind == FaultKind.HOST || kind == FaultKind.INTERNAL) {
            throw e;
        }
        return e.fault();
    }
}
