package dev.immure.signing;

import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * Who signed, as policies and receipts see it.
 *
 * @param name the authority's name in the trust policy
 * @param fingerprint SHA-256 of the signing key's SubjectPublicKeyInfo:
 *     {@code openssl pkey -pubin -in KEY -outform DER | sha256sum}
 * @param method how the signature was made: {@value #COSIGN_KEY} …
 * @param subject whom a certificate names: a URI, an e-mail address, a distinguished name; empty for a bare key
 * @param issuer who vouched for that: the issuer of the identity, or of the certificate; empty for a bare key
 */
public record SignerIdentity(String name, Digest fingerprint, String method, String subject, String issuer) {
    /** A key, with cosign's statement or in-toto's. */
    public static final String COSIGN_KEY = "cosign-key";
    /** A certificate for an identity, of a sigstore instance. */
    public static final String KEYLESS = "keyless";
    /** A certificate, in an envelope of the Notary project. */
    public static final String NOTATION = "notation";
    /** An OpenPGP key, with the statement of containers/image. */
    public static final String OPENPGP = "openpgp";

    /** A bare key. */
    public SignerIdentity(String name, Digest fingerprint, String method) {
        this(name, fingerprint, method, "", "");
    }

    public SignerIdentity {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(subject, "subject is null");
        Objects.requireNonNull(issuer, "issuer is null");
    }
}
