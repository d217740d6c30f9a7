package dev.immure.core.image.store;

/**
 * What a collection removed.
 *
 * @param layersInUse unnamed layers that were kept, because a running sandbox has them mounted
 */
public record GcReport(int blobs, int layers, int layersInUse, long blobBytes) {}
