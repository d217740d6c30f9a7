package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;

/** What a log entry says was signed. */
public sealed interface EntryBody {
    LoggedSigner signer();

    /**
     * hashedrekord: the signature is over a message with this hash; for an envelope, over its encoding.
     *
     * @param hash of {@code algorithm}
     */
    record OverHash(HashAlgorithm algorithm, Bytes hash, Bytes signature, LoggedSigner signer) implements EntryBody {}

    /** dsse, and intoto 0.0.2: an envelope whose payload has this hash bears this signature. */
    record OverPayload(HashAlgorithm algorithm, Bytes payloadHash, Bytes signature, LoggedSigner signer)
            implements EntryBody {}

    /** intoto 0.0.1: an envelope with this SHA-256 as JSON, whatever is in it. */
    record OverEnvelope(Bytes envelopeHash, Bytes payloadHash, LoggedSigner signer) implements EntryBody {}
}
