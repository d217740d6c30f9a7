package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.wire.Hashes;
import java.util.Set;

/** What was signed, as far as a log entry can be held against it. */
public sealed interface SignedContent {
    /** The hashes of what the signature itself is over. */
    Hashes signedBytes();

    /** Bytes that were signed as they are. */
    record Plain(Hashes signedBytes) implements SignedContent {}

    /**
     * A DSSE envelope.
     *
     * @param signedBytes of its encoding (DSSE, protocol.md, "PAE")
     * @param payload of its payload
     * @param asJson SHA-256 of each way in which the envelope may have been handed to the log
     */
    record Enveloped(Hashes signedBytes, Hashes payload, Set<Digest> asJson) implements SignedContent {
        public Enveloped {
            asJson = Set.copyOf(asJson);
        }
    }
}
