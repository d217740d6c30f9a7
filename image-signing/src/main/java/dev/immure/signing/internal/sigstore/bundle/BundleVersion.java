package dev.immure.signing.internal.sigstore.bundle;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a bundle must hold to be one of its version (protobuf-specs, sigstore_bundle.proto). The version stands outside
 * all that is signed: it says how to read the bundle, never what to demand of it.
 */
public enum BundleVersion {
    /** Entries with a promise; a proof may be there. */
    V0_1(List.of("application/vnd.dev.sigstore.bundle+json;version=0.1")),
    /** Entries with a proof and a checkpoint. */
    V0_2(List.of("application/vnd.dev.sigstore.bundle+json;version=0.2")),
    /** As 0.2, and one certificate instead of a chain. */
    V0_3(List.of(
            "application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.dev.sigstore.bundle+json;version=0.3"));

    private final List<String> mediaTypes;

    BundleVersion(List<String> mediaTypes) {
        this.mediaTypes = mediaTypes;
    }

    public static Optional<BundleVersion> of(String mediaType) {
        return Stream.of(values())
                .filter(version -> version.mediaTypes.contains(mediaType))
                .findFirst();
    }

    @Override
    public String toString() {
        return mediaTypes.getFirst();
    }
}
