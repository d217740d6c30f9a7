package dev.immure.signing.internal.sigstore.fulcio;

/** Whether a signing certificate must have been seen by a certificate transparency log. */
public enum SctDemand {
    /** By one of the trusted root at least. */
    REQUIRED,
    /** No: for instances that run no such log. What a log of the trusted root says must still be true. */
    NONE
}
