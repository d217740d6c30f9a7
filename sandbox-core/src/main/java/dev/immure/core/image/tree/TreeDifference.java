package dev.immure.core.image.tree;

import java.util.Objects;

/**
 * One way in which a tree is not what was recorded of it.
 *
 * @param path for people, {@code .} for the root
 * @param detail what was recorded and what is there
 */
public record TreeDifference(Kind kind, String path, String detail) {
    /** What differs. */
    public enum Kind {
        /** A recorded name is not there. */
        MISSING,
        /** A name is there that was not recorded. */
        EXTRA,
        TYPE,
        MODE,
        OWNER,
        SIZE,
        TIME,
        /** The bytes of a file, or what a symbolic link names. */
        CONTENT,
        /** A file that fs-verity guarded is not guarded any more, or another content is. */
        VERITY,
        /** An extended attribute was added, taken away or changed. */
        XATTR,
        /** Two names were one file and are not, or the reverse. */
        HARD_LINK,
        /** The file under the name is another one, or was changed in a way that put everything else back. */
        TOUCHED
    }

    public TreeDifference {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(detail, "detail is null");
    }
}
