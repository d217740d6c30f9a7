package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageName;

/**
 * An image of the store.
 *
 * @param name with its tag
 * @param descriptor of the manifest, or of the index it was imported by
 */
public record StoredImage(ImageName name, Descriptor descriptor) {}
