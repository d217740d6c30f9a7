package dev.immure.signing;

import dev.immure.core.Fault;
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
}
