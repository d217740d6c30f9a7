package dev.immure.core.image;

import java.util.Objects;

/** What an image was built for (OCI image-spec, image-index.md), such as {@code linux/amd64}. */
public record Platform(String os, String architecture) {
    public Platform {
        Objects.requireNonNull(os, "os is null");
        Objects.requireNonNull(architecture, "architecture is null");
    }

    /** Of this machine. Java's names are those of Go's GOARCH where Immure runs: amd64. */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch", "unknown"));
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
