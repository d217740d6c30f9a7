package dev.immure.signing.internal.x509;

import java.time.Instant;

/** Whether a certificate is revoked, as far as lists say. */
public sealed interface RevocationState {
    /** A list of its issuer that is in force does not have it. */
    record Good() implements RevocationState {}

    /**
     * Its issuer has revoked it.
     *
     * @param since from when on it does not count: when it was revoked, or when its key was lost if that was earlier
     */
    record Revoked(Instant since) implements RevocationState {}

    /** It names no place where its issuer would say so. */
    record NotRevocable() implements RevocationState {}

    /** No list that counts is there. */
    record Unknown(String why) implements RevocationState {}
}
