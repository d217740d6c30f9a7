package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import java.util.Objects;
import java.util.Optional;

/**
 * One way in which the store is not what was put into it.
 *
 * @param on the blob's digest, or the layer's diff_id
 * @param path of the entry in the layer, when it is about one
 * @param mended whether a repair has set it right since
 */
public record StoreFinding(Kind kind, Digest on, Optional<String> path, String detail, boolean mended) {
    /** What is wrong. */
    public enum Kind {
        /** A blob that an image names is not there. */
        BLOB_MISSING,
        /** A blob has not the size or the digest by which it is named. */
        BLOB_CHANGED,
        /** The files that say what a layer's tree is are missing, damaged, another layer's, or not what its blob gives. */
        RECORD,
        /** Something of a layer's tree is not what was unpacked. */
        TREE
    }

    public StoreFinding {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(on, "on is null");
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(detail, "detail is null");
    }

    static StoreFinding of(Kind kind, Digest on, String detail) {
        return new StoreFinding(kind, on, Optional.empty(), detail, false);
    }

    StoreFinding withMended() {
        return new StoreFinding(kind, on, path, detail, true);
    }
}
