package dev.immure.signing.internal.openpgp;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.OpenPgpFault;

/**
 * OpenPGP bytes were refused. Checked, so that each caller says which file they are from and what to do about it: a
 * signature that strangers attached, a keyring, a secret key.
 */
final class OpenPgpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final OpenPgpFault code;

    OpenPgpException(OpenPgpFault code, String why) {
        super(why);
        this.code = code;
    }

    static OpenPgpException packet(String why) {
        return new OpenPgpException(OpenPgpFault.PACKET, why);
    }

    OpenPgpFault code() {
        return code;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    /** About a signature that is attached to an image. */
    ImmureException ofSignature(String on) {
        return refusedSignature(code, on, why());
    }

    static ImmureException refusedSignature(OpenPgpFault code, String on, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot accept OpenPGP signature",
                on,
                why,
                "Have the image signed under its name by a key of the keyring that the trust policy names"));
    }
}
