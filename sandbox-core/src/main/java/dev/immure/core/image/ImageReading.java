package dev.immure.core.image;

/** How much of an image is read when it is opened. */
public enum ImageReading {
    /** Manifest and configuration; the layers are to be there when they are asked for. What runs is opened so. */
    WHOLE,
    /**
     * The manifest alone, and what is attached to it: configuration and layers may be absent, nothing is said about them,
     * and the image can only be verified. Its platform is known only from an index.
     */
    MANIFEST_ONLY,
    /** The manifest of something that is no image, whatever it is; whoever asks for it knows what it must be. */
    ARTIFACT
}
