package dev.immure.core.image.registry;

import dev.immure.core.image.Descriptor;
import java.util.Objects;

/** A manifest or an index as a registry gave it: the digest is that of the bytes, whatever the registry says. */
public final class RegistryDocument {
    private final Descriptor descriptor;
    private final byte[] bytes;

    RegistryDocument(Descriptor descriptor, byte[] bytes) {
        this.descriptor = Objects.requireNonNull(descriptor, "descriptor is null");
        this.bytes = bytes.clone();
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    public byte[] bytes() {
        return bytes.clone();
    }
}
