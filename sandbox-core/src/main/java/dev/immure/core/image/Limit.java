package dev.immure.core.image;

/** One bound on what an image may make Immure read or write, with its default and the fault when it is passed. */
public enum Limit {
    /** Bytes of a manifest, an index or a docker-archive manifest.json. Registries accept 4 MiB (distribution-spec). */
    MANIFEST_BYTES(4L << 20, ImageFault.JSON_TOO_LARGE),
    /** Bytes of an image configuration. */
    CONFIG_BYTES(4L << 20, ImageFault.JSON_TOO_LARGE),
    /** Levels of nesting in a JSON document. */
    JSON_DEPTH(32, ImageFault.JSON_DEPTH),
    /** Values in a JSON document. */
    JSON_VALUES(200_000, ImageFault.JSON_TOO_MANY_VALUES),
    /** Layers of one manifest; overlayfs stacks at most 500, Docker builds at most 127. */
    LAYERS(128, ImageFault.TOO_MANY_LAYERS),
    /** Entries of one index. */
    MANIFESTS(10_000, ImageFault.TOO_MANY_MANIFESTS),
    /** Bytes of one blob as stored. */
    BLOB_BYTES(16L << 30, ImageFault.BLOB_TOO_LARGE),
    /** Bytes of one blob of a signature or attestation. */
    ATTACHMENT_BYTES(32L << 20, ImageFault.BLOB_TOO_LARGE),
    /** Bytes of everything attached to one image. */
    ATTACHED_BYTES(1L << 30, ImageFault.BLOB_TOO_LARGE),
    /** Manifests attached to one image by their subject, those attached to them included. */
    REFERRERS(1_000, ImageFault.TOO_MANY_ATTACHMENTS),
    /** Loose signatures of one image. */
    LOOSE_SIGNATURES(100, ImageFault.TOO_MANY_ATTACHMENTS),
    /** Bytes of one loose signature. */
    LOOSE_SIGNATURE_BYTES(64L << 10, ImageFault.BLOB_TOO_LARGE),
    /** Uncompressed bytes of all layers of an image. */
    UNPACKED_BYTES(32L << 30, ImageFault.LAYER_TOO_LARGE),
    /** Uncompressed bytes per compressed byte; deflate cannot exceed 1032, real layers stay below 100. */
    RATIO(200, ImageFault.LAYER_RATIO),
    /** Uncompressed bytes of a layer to which {@link #RATIO} does not apply yet. */
    RATIO_FREE_BYTES(64L << 20, ImageFault.LAYER_RATIO),
    /** Tar entries of all layers of an image. */
    ENTRIES(1_000_000, ImageFault.TOO_MANY_ENTRIES),
    /** Bytes of a path, and of a link's target: PATH_MAX less its NUL. */
    PATH_BYTES(4095, ImageFault.PATH_TOO_LONG),
    /** Bytes of one part of a path: NAME_MAX. */
    NAME_BYTES(255, ImageFault.PATH_TOO_LONG),
    /** Parts of a path. */
    PATH_DEPTH(128, ImageFault.PATH_TOO_DEEP),
    /** Bytes of memory for the directories of one layer, whose times and modes are set last. */
    DIRECTORY_BYTES(64L << 20, ImageFault.TOO_MANY_ENTRIES),
    /** Bytes of one tar extension header (PAX records, GNU long name). */
    EXTENSION_BYTES(1L << 20, ImageFault.TAR_EXTENSION),
    /** Bytes of names and values of one entry's extended attributes; xattr(7): 64 KiB per value. */
    XATTR_BYTES(1L << 16, ImageFault.XATTR_TOO_LARGE),
    /** Members of an outer archive (oci-archive, docker-archive). */
    ARCHIVE_MEMBERS(100_000, ImageFault.TOO_MANY_ENTRIES),
    /** Notes kept of one unpacking; the rest is counted. */
    NOTES(1_000, ImageFault.UNPACK);

    private final long byDefault;
    private final ImageFault fault;

    Limit(long byDefault, ImageFault fault) {
        this.byDefault = byDefault;
        this.fault = fault;
    }

    public long byDefault() {
        return byDefault;
    }

    ImageFault fault() {
        return fault;
    }
}
