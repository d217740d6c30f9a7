package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.name.SignedReference;
import java.util.Objects;
import java.util.Optional;

/**
 * What an attached statement says, before anybody knows whether it is true.
 *
 * @param payload digest of the signed bytes
 * @param subject the image that it is about
 * @param reference the name that it gives the image; not every format signs one
 */
record Claim(Digest payload, Digest subject, Optional<SignedReference> reference) {
    Claim {
        Objects.requireNonNull(payload, "payload is null");
        Objects.requireNonNull(subject, "subject is null");
        Objects.requireNonNull(reference, "reference is null");
    }
}
