package dev.immure.cli;

import dev.immure.signing.SignatureFormat;

/** What {@code image sign --format} takes. */
enum SignatureKind {
    cosign,
    bundle;

    SignatureFormat format() {
        return switch (this) {
            case cosign -> SignatureFormat.COSIGN;
            case bundle -> SignatureFormat.BUNDLE;
        };
    }
}
