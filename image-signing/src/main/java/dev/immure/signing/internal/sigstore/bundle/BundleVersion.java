package dev.immure.signing.internal.sigstore.bundle;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a bundle must hold to be one of its version (protobuf-specs, sigstore_bundle.proto). The version stands outside
 * all that is signed: it says how to read the bundle, never what to demand of it.
 */
public enum BundleVersion {
    /** Entries with a promise; a proof may be there. */
    V0_1("application/vnd.dev.sigstore.bundle+json;version=0.1"),
    /** Entries with a proof and a checkpoint. */
    V0_2("application/vnd.dev.sigstore.bundle+json;version=0.2"),
    /** As 0.2, and one certificate instead of a chain. */
    V0_3("application/vnd.dev.sigstore.bundle+json;version=0.3");

    /** The other spelling of 0.3, which signers write today. */
    private static final String V0_3_TODAY = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private final String mediaType;

    BundleVersion(String mediaType) {
        this.mediaType = mediaType;
    }

    public static Optional<BundleVersion> of(String mediaType) {
        return mediaType.equals(V0_3_TODAY)
                ? Optional.of(V0_3)
                : Stream.of(values())
                        .filter(version -> version.mediaType.equals(mediaType))
                        .findFirst();
    }

    @Override
    public String toString() {
        return mediaType;
    }
}
