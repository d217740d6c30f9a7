package dev.immure.signing.internal.keys;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigningFault;

/** The sentences about keys that cannot be used. */
final class KeyFaults {
    private static final String WHAT = "cannot use key";

    private KeyFaults() {}

    static ImmureException malformed(String on, String why) {
        return new ImmureException(new Fault(
                SigningFault.KEY,
                WHAT,
                on,
                why,
                "Give one PEM block as openssl writes it: openssl pkey -in KEY -pubout"));
    }

    static ImmureException kind(String on, String why) {
        return new ImmureException(new Fault(
                SigningFault.KEY_KIND,
                WHAT,
                on,
                why,
                "Use ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2048 bits or more"));
    }

    static ImmureException weak(String on, String why) {
        return new ImmureException(
                new Fault(SigningFault.WEAK_KEY, WHAT, on, why, "Make a new key, for example with ECDSA on P-256"));
    }

    static ImmureException password(String on, String why) {
        return new ImmureException(
                new Fault(SigningFault.PASSWORD, "cannot decrypt key", on, why, "Give the password of the key"));
    }
}
