package dev.immure.core.image.store;

/** What a check of the store relies on. */
public enum CheckDepth {
    /** The record that was made when a layer was unpacked: each tree is compared with it. */
    RECORDS,
    /** Nothing but the blobs: each layer is also unpacked anew, and its record compared with what comes out. */
    BLOBS
}
