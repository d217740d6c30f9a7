package dev.immure.core.image;

import java.util.Objects;

/**
 * Something of a layer that was not taken over as it was; never silent, never an error.
 *
 * @param layer diff_id
 * @param path below the root; foreign text, to be escaped before it is shown
 * @param detail what exactly: the bits, the attribute's name
 */
public record UnpackNote(Digest layer, String path, Kind kind, String detail) {
    public UnpackNote {
        Objects.requireNonNull(layer, "layer is null");
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(detail, "detail is null");
    }

    /** One rule each. */
    public enum Kind {
        /** setuid and setgid bits are taken off: sandboxes run with no_new_privs, so they could only mislead. */
        SETID_STRIPPED,
        /** An extended attribute outside {@code user.} is left out: capabilities, labels and ACLs are the host's words. */
        XATTR_STRIPPED,
        /** The owner is another than 0:0; only root of the host can give files away, so it became 0:0. */
        OWNER_FLATTENED,
        /** The modification time is before 1970 or after 2242, and was moved to that border. */
        TIME_CLAMPED,
        /** A directory that the layer does not list was made with mode 0755 and owner 0:0. */
        PARENT_MADE,
        /** The tar stops after an entry, without the records of zeros that end a tar. */
        END_MARK_MISSING
    }
}
