package dev.immure.core.image.layer;

import dev.immure.core.image.ImageFault;

/** Whether files can be given away. Only root can; for another user, an image of one owner is still exact. */
public enum Ownership {
    /** fchown(2) to the image's numbers. */
    AS_IN_IMAGE,
    /** Everything stays with the user who unpacks, who stands for the image's 0:0; other owners are refused. */
    ROOT_ONLY;

    /** For a process with this effective user id. */
    public static Ownership of(int effectiveUserId) {
        return effectiveUserId == 0 ? AS_IN_IMAGE : ROOT_ONLY;
    }

    /** Whether the owner is to be changed. */
    boolean accept(TarEntry entry) {
        return switch (this) {
            case AS_IN_IMAGE -> true;
            case ROOT_ONLY -> {
                if (entry.uid() != 0 || entry.gid() != 0) {
                    throw ImageFault.OWNER_NEEDS_ROOT.at(
                            "cannot unpack the entry",
                            '"' + entry.path().toString() + '"',
                            "it belongs to " + entry.uid() + ":" + entry.gid() + ", and chown(2) needs root");
                }
                yield false;
            }
        };
    }
}
