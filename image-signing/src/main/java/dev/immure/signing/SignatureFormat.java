package dev.immure.signing;

/** How a signature of an image is written and attached. */
public enum SignatureFormat {
    /** cosign's simple signing, under the tag {@code sha256-<hex>.sig}. */
    COSIGN,
    /** A sigstore bundle with an in-toto statement, attached as a referrer: what cosign 3 writes. */
    BUNDLE
}
