package dev.immure.core.image.store;

/**
 * Stands for what the names of a store led to at a moment: equal to a later one as long as no name was given or taken. Every
 * change puts another file in place of {@code index.json}, whose inode or times are then others.
 *
 * @param inode of the file, on its device
 * @param changed seconds and nanoseconds of the last change of anything (inode(7), st_ctime)
 */
public record StoreNames(long device, long inode, long size, long changed, long changedNanos) {}
