package dev.immure.core.image;

import java.util.Objects;

/** What an image was built for (OCI image-spec, image-index.md), such as {@code linux/amd64}. */
public record Platform(String os, String architecture) {
    public Platform {
        Objects.requireNonNull(os, "os is null");
        Objects.requireNonNull(architecture, "architecture is null");
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
