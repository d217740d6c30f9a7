package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import java.util.Optional;

/** What a bundle holds the signature of. */
public sealed interface BundleContent {
    /** @param digest which artifact it is, by the signer's word, for a reader who looks for one */
    record MessageSignature(Bytes signature, Optional<MessageDigest> digest) implements BundleContent {}

    /** @param value of the length of {@code algorithm} */
    record MessageDigest(HashAlgorithm algorithm, Bytes value) {}

    record DsseEnvelope(Envelope envelope) implements BundleContent {}
}
