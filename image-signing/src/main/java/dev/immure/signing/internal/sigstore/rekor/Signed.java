package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.signing.internal.sigstore.wire.Bytes;

/** A signature with all that a log entry must name: what it is over, itself, and by whom. */
public record Signed(SignedContent content, Bytes signature, LoggedSigner signer) {}
