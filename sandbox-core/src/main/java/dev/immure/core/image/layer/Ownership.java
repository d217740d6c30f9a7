package dev.immure.core.image.layer;

/** Whether files can be given away. Only root of the host can, and only his mounts can map ids. */
public enum Ownership {
    /** fchown(2) to the image's numbers. */
    AS_IN_IMAGE,
    /** Everything stays with the user who unpacks, whom his sandboxes show as 0:0; other owners are noted and dropped. */
    FLATTENED;

    /** @param hostRoot whether this process is root of the host */
    public static Ownership of(boolean hostRoot) {
        return hostRoot ? AS_IN_IMAGE : FLATTENED;
    }
}
