package dev.immure.cli;

/** What {@code image sign --format} takes. */
enum SignatureKind {
    cosign,
    bundle,
    openpgp
}
