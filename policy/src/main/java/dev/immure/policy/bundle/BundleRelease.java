package dev.immure.policy.bundle;

import java.util.Objects;

/** What a bundle is published as; see {@link BundleManifest}. */
public record BundleRelease(
        String name, long version, String description, BundleWindow window, EngineVersion minimumEngine) {
    public BundleRelease {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(window, "window is null");
        Objects.requireNonNull(minimumEngine, "minimumEngine is null");
    }
}
