package dev.immure.signing;

/** How an attestation is written and attached. */
public enum AttestationFormat {
    /** A DSSE envelope under the tag {@code sha256-<hex>.att}. */
    COSIGN,
    /** A sigstore bundle, attached as a referrer. */
    BUNDLE
}
