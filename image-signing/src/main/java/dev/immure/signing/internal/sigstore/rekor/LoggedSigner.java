package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.image.Digest;

/** With what the signature of an entry was checked by the log. A certificate is never taken for its bare key. */
public sealed interface LoggedSigner {
    /** @param certificate SHA-256 of its DER */
    record ByCertificate(Digest certificate) implements LoggedSigner {}

    /** @param key SHA-256 of its SubjectPublicKeyInfo */
    record ByKey(Digest key) implements LoggedSigner {}
}
