package dev.immure.cli;

import dev.immure.signing.AttestationFormat;

/** What {@code image attest --format} takes. */
enum AttestationKind {
    cosign,
    bundle;

    AttestationFormat format() {
        return switch (this) {
            case cosign -> AttestationFormat.COSIGN;
            case bundle -> AttestationFormat.BUNDLE;
        };
    }
}
