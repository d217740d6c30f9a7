package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import java.util.Objects;

/**
 * One signer whose good signature counts for an image, and the evidence.
 *
 * @param signedReference the docker-reference that was signed, as written; empty where the format signs none
 * @param subject what was signed: the image's manifest, or the index it was chosen from
 * @param signatureManifest digest of the manifest that held the signature
 * @param payload digest of the signed statement
 * @param algorithm such as {@code ecdsa-p256-sha256}
 * @param time when it was signed, as far as somebody vouches for it, else when it was verified
 */
public record VerifiedSigner(
        SignerIdentity identity,
        String signedReference,
        Digest subject,
        Digest signatureManifest,
        Digest payload,
        String algorithm,
        TrustedTime time) {
    public VerifiedSigner {
        Objects.requireNonNull(identity, "identity is null");
        Objects.requireNonNull(signedReference, "signedReference is null");
        Objects.requireNonNull(subject, "subject is null");
        Objects.requireNonNull(signatureManifest, "signatureManifest is null");
        Objects.requireNonNull(payload, "payload is null");
        Objects.requireNonNull(algorithm, "algorithm is null");
        Objects.requireNonNull(time, "time is null");
    }
}
