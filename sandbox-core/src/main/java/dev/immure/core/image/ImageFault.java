package dev.immure.core.image;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import org.jspecify.annotations.Nullable;

/** Every way in which naming, reading, storing or unpacking an image fails. One cause each, with what to do about it. */
public enum ImageFault implements FaultCode {
    // Naming an image.
    REFERENCE(
            "REFERENCE",
            FaultKind.USAGE,
            "Write oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG] or NAME[:TAG|@sha256:…]"),
    TRANSPORT("TRANSPORT", FaultKind.USAGE, "Copy the image to a directory first: skopeo copy docker://… oci:DIR:TAG"),
    NAME(
            "NAME",
            FaultKind.USAGE,
            "Use lower-case letters, digits and . _ - in parts joined by /, then optionally :TAG"),
    NOT_FOUND("NOT-FOUND", FaultKind.USAGE, "Check the path or name; `immure image ls` shows the local store"),
    TAG_MISSING("TAG-MISSING", FaultKind.USAGE, "Name one of the tags that exist"),
    TAG_AMBIGUOUS("TAG-AMBIGUOUS", FaultKind.USAGE, "Add :TAG to the reference"),

    // JSON documents.
    JSON_TOO_LARGE("JSON-TOO-LARGE", FaultKind.INPUT, Remedies.REBUILD),
    JSON_BYTE_ORDER_MARK("JSON-BOM", FaultKind.INPUT, Remedies.REBUILD),
    JSON_ENCODING("JSON-ENCODING", FaultKind.INPUT, Remedies.REBUILD),
    JSON_SYNTAX("JSON-SYNTAX", FaultKind.INPUT, Remedies.REBUILD),
    JSON_DUPLICATE_NAME("JSON-DUPLICATE-NAME", FaultKind.INPUT, Remedies.HOSTILE),
    JSON_DEPTH("JSON-DEPTH", FaultKind.INPUT, Remedies.HOSTILE),
    JSON_TOO_MANY_VALUES("JSON-TOO-MANY-VALUES", FaultKind.INPUT, Remedies.HOSTILE),
    JSON_TRAILING("JSON-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    JSON_NUMBER("JSON-NUMBER", FaultKind.INPUT, Remedies.HOSTILE),
    JSON_TYPE("JSON-TYPE", FaultKind.INPUT, Remedies.REBUILD),
    JSON_MISSING("JSON-MISSING", FaultKind.INPUT, Remedies.REBUILD),
    JSON_CASE_VARIANT("JSON-CASE-VARIANT", FaultKind.INPUT, Remedies.HOSTILE),

    // Manifests, indexes, configurations.
    DIGEST("DIGEST", FaultKind.INPUT, Remedies.HOSTILE),
    DESCRIPTOR("DESCRIPTOR", FaultKind.INPUT, Remedies.REBUILD),
    AMBIGUOUS_MANIFEST("AMBIGUOUS-MANIFEST", FaultKind.INPUT, Remedies.HOSTILE),
    MEDIA_TYPE("MEDIA-TYPE", FaultKind.INPUT, "Convert the image to OCI image-spec 1.0: skopeo copy --format oci"),
    MEDIA_TYPE_MISMATCH("MEDIA-TYPE-MISMATCH", FaultKind.INPUT, Remedies.HOSTILE),
    SCHEMA_1("SCHEMA-1", FaultKind.INPUT, "Convert the image to OCI image-spec 1.0: skopeo copy --format oci"),
    NESTED_INDEX("NESTED-INDEX", FaultKind.INPUT, "Name the image of one platform"),
    PLATFORM_MISSING("PLATFORM-MISSING", FaultKind.INPUT, "Use an image built for this machine"),
    PLATFORM_AMBIGUOUS("PLATFORM-AMBIGUOUS", FaultKind.INPUT, "Name the image of one platform"),
    PLATFORM_MISMATCH("PLATFORM-MISMATCH", FaultKind.INPUT, Remedies.HOSTILE),
    TOO_MANY_LAYERS("TOO-MANY-LAYERS", FaultKind.INPUT, "Rebuild the image with fewer layers"),
    TOO_MANY_MANIFESTS("TOO-MANY-MANIFESTS", FaultKind.INPUT, "Split the layout"),
    LAYER_MEDIA_TYPE(
            "LAYER-MEDIA-TYPE",
            FaultKind.INPUT,
            "Rebuild the image with tar layers, plain or compressed by gzip or zstd"),
    FOREIGN_LAYER("FOREIGN-LAYER", FaultKind.INPUT, "Rebuild the image with layers that lie beside its manifest"),
    ENCRYPTED_LAYER("ENCRYPTED-LAYER", FaultKind.INPUT, "Decrypt the image first"),
    CONFIG_VALUE("CONFIG-VALUE", FaultKind.INPUT, "Rebuild the image with a valid configuration"),
    DIFF_ID_COUNT("DIFF-ID-COUNT", FaultKind.INPUT, Remedies.HOSTILE),
    LAYOUT("LAYOUT", FaultKind.INPUT, "Check that the path names an OCI image layout (image-spec, image-layout.md)"),

    // Blobs and their compression.
    BLOB_MISSING("BLOB-MISSING", FaultKind.INPUT, "Copy the image again, whole"),
    BLOB_SIZE("BLOB-SIZE", FaultKind.INPUT, Remedies.TAMPERED),
    BLOB_DIGEST("BLOB-DIGEST", FaultKind.INPUT, Remedies.TAMPERED),
    BLOB_TOO_LARGE("BLOB-TOO-LARGE", FaultKind.INPUT, "Use a smaller image"),
    DIFF_ID("DIFF-ID", FaultKind.INPUT, Remedies.HOSTILE),
    GZIP_HEADER("GZIP-HEADER", FaultKind.INPUT, Remedies.REBUILD),
    GZIP_DATA("GZIP-DATA", FaultKind.INPUT, Remedies.REBUILD),
    GZIP_CHECKSUM("GZIP-CHECKSUM", FaultKind.INPUT, Remedies.HOSTILE),
    GZIP_SECOND_MEMBER(
            "GZIP-SECOND-MEMBER",
            FaultKind.INPUT,
            "Rebuild the layer as one gzip member (eStargz images: convert with skopeo copy --dest-compress)"),
    GZIP_TRAILING("GZIP-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    ZSTD_DATA("ZSTD-DATA", FaultKind.INPUT, Remedies.REBUILD),
    ZSTD_WINDOW("ZSTD-WINDOW", FaultKind.INPUT, "Rebuild the layer without --long or --ultra"),
    ZSTD_TRAILING(
            "ZSTD-TRAILING",
            FaultKind.INPUT,
            "Rebuild the layer as one zstd frame (zstd:chunked images: convert with skopeo copy --dest-compress)"),
    LAYER_TOO_LARGE("LAYER-TOO-LARGE", FaultKind.INPUT, "Use a smaller image"),
    LAYER_RATIO("LAYER-RATIO", FaultKind.INPUT, Remedies.HOSTILE),

    // Tar entries.
    TAR_MALFORMED("TAR-MALFORMED", FaultKind.INPUT, Remedies.REBUILD),
    TAR_TRUNCATED("TAR-TRUNCATED", FaultKind.INPUT, Remedies.REBUILD),
    TAR_TRAILING("TAR-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    TAR_CHECKSUM("TAR-CHECKSUM", FaultKind.INPUT, Remedies.REBUILD),
    TAR_SIZE("TAR-SIZE", FaultKind.INPUT, Remedies.HOSTILE),
    TAR_PAX_SIZE("TAR-PAX-SIZE", FaultKind.INPUT, Remedies.HOSTILE),
    TAR_GLOBAL_PAX("TAR-GLOBAL-PAX", FaultKind.INPUT, Remedies.REBUILD),
    TAR_EXTENSION("TAR-EXTENSION", FaultKind.INPUT, Remedies.HOSTILE),
    TAR_SPARSE("TAR-SPARSE", FaultKind.INPUT, "Rebuild the layer without sparse entries"),
    TAR_TYPE("TAR-TYPE", FaultKind.INPUT, Remedies.REBUILD),
    TOO_MANY_ENTRIES("TOO-MANY-ENTRIES", FaultKind.INPUT, "Use an image with fewer files"),
    PATH_ABSOLUTE("PATH-ABSOLUTE", FaultKind.INPUT, Remedies.HOSTILE),
    PATH_PARENT("PATH-PARENT", FaultKind.INPUT, Remedies.HOSTILE),
    PATH_NUL("PATH-NUL", FaultKind.INPUT, Remedies.HOSTILE),
    PATH_ENCODING("PATH-ENCODING", FaultKind.INPUT, "Rebuild the layer with file names in UTF-8"),
    PATH_NOT_NORMAL("PATH-NOT-NORMAL", FaultKind.INPUT, Remedies.REBUILD),
    PATH_TOO_LONG("PATH-TOO-LONG", FaultKind.INPUT, Remedies.REBUILD),
    PATH_TOO_DEEP("PATH-TOO-DEEP", FaultKind.INPUT, Remedies.REBUILD),
    PATH_THROUGH_FILE("PATH-THROUGH-FILE", FaultKind.INPUT, Remedies.HOSTILE),
    PATH_THROUGH_SYMLINK("PATH-THROUGH-SYMLINK", FaultKind.INPUT, Remedies.HOSTILE),
    ROOT_REPLACED("ROOT-REPLACED", FaultKind.INPUT, Remedies.HOSTILE),
    DUPLICATE_ENTRY("DUPLICATE-ENTRY", FaultKind.INPUT, Remedies.REBUILD),
    LINK_TARGET("LINK-TARGET", FaultKind.INPUT, Remedies.HOSTILE),
    LINK_TARGET_MISSING("LINK-TARGET-MISSING", FaultKind.INPUT, Remedies.REBUILD),
    LINK_TO_SYMLINK("LINK-TO-SYMLINK", FaultKind.INPUT, Remedies.HOSTILE),
    LINK_NOT_REGULAR("LINK-NOT-REGULAR", FaultKind.INPUT, Remedies.HOSTILE),
    WHITEOUT("WHITEOUT", FaultKind.INPUT, Remedies.HOSTILE),
    DEVICE_NODE("DEVICE-NODE", FaultKind.INPUT, "Rebuild the image without device nodes; Immure makes /dev itself"),
    FIFO("FIFO", FaultKind.INPUT, "Rebuild the image without named pipes"),
    OWNER("OWNER", FaultKind.INPUT, "Rebuild the image with user and group ids from 0 to 65535"),
    XATTR_OVERLAY("XATTR-OVERLAY", FaultKind.INPUT, Remedies.HOSTILE),
    XATTR_TOO_LARGE("XATTR-TOO-LARGE", FaultKind.INPUT, Remedies.REBUILD),
    XATTR_VALUE("XATTR-VALUE", FaultKind.INPUT, Remedies.REBUILD),

    // The host.
    READ("READ", FaultKind.HOST, "Check that the file is readable and whole"),
    UNPACK("UNPACK", FaultKind.HOST, "Check free space and inodes of the store's file system"),
    OWNER_NEEDS_ROOT(
            "OWNER-NEEDS-ROOT", FaultKind.HOST, "Run Immure as root, or use an image whose files all belong to 0:0"),
    STORE("STORE", FaultKind.HOST, "Check free space and permissions of the store"),
    STORE_OWNER(
            "STORE-OWNER",
            FaultKind.HOST,
            "Give the directory to the user who runs Immure and close it to others: chown, chmod 700"),
    STORE_FORMAT("STORE-FORMAT", FaultKind.HOST, "Move the store away and import the images again"),
    PACK("PACK", FaultKind.USAGE, "Mend or remove the entry and pack again");

    private final String id;
    private final FaultKind kind;
    private final String remedy;

    ImageFault(String reason, FaultKind kind, String remedy) {
        this.id = "IMM-IMAGE-" + reason;
        this.kind = kind;
        this.remedy = remedy;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    /** The exception for this cause. */
    public ImmureException at(String what, Object on, String why) {
        return at(what, on, why, null);
    }

    public ImmureException at(String what, Object on, String why, @Nullable Throwable cause) {
        return new ImmureException(new Fault(this, what, on.toString(), why, remedy), cause);
    }

    private static final class Remedies {
        static final String REBUILD = "Build the image again with a current tool";
        static final String HOSTILE = "Do not use this image; tools disagree about what it means";
        static final String TAMPERED = "Fetch the image again: these are not the bytes its manifest names";
    }
}
