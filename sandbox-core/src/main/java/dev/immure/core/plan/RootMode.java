package dev.immure.core.plan;

/** Whether the container may change its root file system; the image itself never changes. */
public enum RootMode {
    /** Writes go to a layer of this run alone, bounded by the disk limit. */
    WRITABLE,
    /** Only the tmpfs mounts and writable binds can be written. */
    READ_ONLY
}
