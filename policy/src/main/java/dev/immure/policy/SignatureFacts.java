package dev.immure.policy;

/**
 * A signature over the image that the trust policy accepted. Up to 64 per decision; none for an unsigned image.
 *
 * @param signer name that the trust policy gives this signer
 * @param fingerprint SHA-256 of the public key or certificate, {@code sha256:} and hexadecimal digits
 * @param method how it was made: {@code cosign-key}, {@code keyless}, {@code notation}, {@code openpgp}
 * @param certificateSubject whom a certificate names: a URI, an e-mail address, a distinguished name; empty for a bare
 *     key
 * @param certificateIssuer who vouched for that: the issuer of the identity, or of the certificate; empty for a bare key
 * @param signedReference the reference inside the signed payload; empty when the format has none
 */
public record SignatureFacts(
        String signer,
        String fingerprint,
        String method,
        String certificateSubject,
        String certificateIssuer,
        String signedReference) {
    public SignatureFacts {
        FactBounds.text("a signer's name", signer);
        FactBounds.text("a signer's fingerprint", fingerprint);
        FactBounds.text("a signature's method", method);
        FactBounds.text("a signer's subject", certificateSubject);
        FactBounds.text("a signer's issuer", certificateIssuer);
        FactBounds.text("a signed reference", signedReference);
    }
}
