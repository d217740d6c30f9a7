package dev.immure.signing;

import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * Who signed, as policies and receipts see it.
 *
 * @param name the key's name in the trust policy
 * @param fingerprint SHA-256 of the key's SubjectPublicKeyInfo:
 *     {@code openssl pkey -pubin -in KEY -outform DER | sha256sum}
 * @param method {@value #COSIGN_KEY}
 */
public record SignerIdentity(String name, Digest fingerprint, String method) {
    public static final String COSIGN_KEY = "cosign-key";

    public SignerIdentity {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
        Objects.requireNonNull(method, "method is null");
    }
}
