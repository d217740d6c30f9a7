package dev.immure.core.image;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import org.jspecify.annotations.Nullable;

/** Every way in which naming, reading, storing or unpacking an image fails. One cause each, with what to do about it. */
public enum ImageFault implements FaultCode {
    // Naming an image.
    /** The text is not a reference to an image. */
    REFERENCE(
            "REFERENCE",
            FaultKind.USAGE,
            "Write docker://HOST/REPO[:TAG|@sha256:…], oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG], "
                    + "dir:DIR or NAME[:TAG|@sha256:…]"),
    /** The reference names a transport that Immure does not read. */
    TRANSPORT("TRANSPORT", FaultKind.USAGE, "Copy the image to a directory first: skopeo copy IMAGE oci:DIR:TAG"),
    /** The name or tag is not one that an image can have. */
    NAME(
            "NAME",
            FaultKind.USAGE,
            "Use lower-case letters, digits and . _ - in parts joined by /, then optionally :TAG"),
    /** There is no such image, file or directory. */
    NOT_FOUND("NOT-FOUND", FaultKind.USAGE, "Check the path or name; `immure image ls` shows the local store"),
    /** The image exists, and has not this tag. */
    TAG_MISSING("TAG-MISSING", FaultKind.USAGE, "Name one of the tags that exist"),
    /** No tag was named and there are several, or one tag stands for two images. */
    TAG_AMBIGUOUS("TAG-AMBIGUOUS", FaultKind.USAGE, "Add :TAG to the reference"),

    // JSON documents.
    /** A JSON document is larger than is read. */
    JSON_TOO_LARGE("JSON-TOO-LARGE", FaultKind.INPUT, Remedies.REBUILD),
    /** A JSON document begins with a byte order mark. */
    JSON_BYTE_ORDER_MARK("JSON-BOM", FaultKind.INPUT, Remedies.REBUILD),
    /** A JSON document is not UTF-8. */
    JSON_ENCODING("JSON-ENCODING", FaultKind.INPUT, Remedies.REBUILD),
    /** A document is not JSON. */
    JSON_SYNTAX("JSON-SYNTAX", FaultKind.INPUT, Remedies.REBUILD),
    /** A JSON object has one name twice, which readers resolve differently. */
    JSON_DUPLICATE_NAME("JSON-DUPLICATE-NAME", FaultKind.INPUT, Remedies.HOSTILE),
    /** A JSON document is nested too deeply. */
    JSON_DEPTH("JSON-DEPTH", FaultKind.INPUT, Remedies.HOSTILE),
    /** A JSON document holds more values than are read. */
    JSON_TOO_MANY_VALUES("JSON-TOO-MANY-VALUES", FaultKind.INPUT, Remedies.HOSTILE),
    /** Something follows the end of a JSON document. */
    JSON_TRAILING("JSON-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    /** A number is not one that every reader reads alike. */
    JSON_NUMBER("JSON-NUMBER", FaultKind.INPUT, Remedies.HOSTILE),
    /** A member is of another JSON type than the specification says. */
    JSON_TYPE("JSON-TYPE", FaultKind.INPUT, Remedies.REBUILD),
    /** A required member is not there. */
    JSON_MISSING("JSON-MISSING", FaultKind.INPUT, Remedies.REBUILD),
    /** A member differs from a known one by upper and lower case only; some readers take it for that one. */
    JSON_CASE_VARIANT("JSON-CASE-VARIANT", FaultKind.INPUT, Remedies.HOSTILE),

    // Manifests, indexes, configurations.
    /** A digest is malformed, or of an algorithm other than SHA-256. */
    DIGEST("DIGEST", FaultKind.INPUT, Remedies.HOSTILE),
    /** A descriptor has no usable size, type or digest. */
    DESCRIPTOR("DESCRIPTOR", FaultKind.INPUT, Remedies.REBUILD),
    /** A document can be read as a manifest and as an index (CVE-2021-41190). */
    AMBIGUOUS_MANIFEST("AMBIGUOUS-MANIFEST", FaultKind.INPUT, Remedies.HOSTILE),
    /** The document is of a media type that Immure does not read. */
    MEDIA_TYPE("MEDIA-TYPE", FaultKind.INPUT, "Convert the image to OCI image-spec 1.0: skopeo copy --format oci"),
    /** The document says another media type than the descriptor that led to it. */
    MEDIA_TYPE_MISMATCH("MEDIA-TYPE-MISMATCH", FaultKind.INPUT, Remedies.HOSTILE),
    /** The manifest is of Docker's schema 1, which has no digest of its configuration. */
    SCHEMA_1("SCHEMA-1", FaultKind.INPUT, "Convert the image to OCI image-spec 1.0: skopeo copy --format oci"),
    /** An index leads to another index. */
    NESTED_INDEX("NESTED-INDEX", FaultKind.INPUT, "Name the image of one platform"),
    /** The index offers nothing for this machine. */
    PLATFORM_MISSING("PLATFORM-MISSING", FaultKind.INPUT, "Use an image built for this machine"),
    /** The index offers several images for this machine. */
    PLATFORM_AMBIGUOUS("PLATFORM-AMBIGUOUS", FaultKind.INPUT, "Name the image of one platform"),
    /** The index offers the image for one platform, its configuration says another. */
    PLATFORM_MISMATCH("PLATFORM-MISMATCH", FaultKind.INPUT, Remedies.HOSTILE),
    /** The manifest names more layers than are read. */
    TOO_MANY_LAYERS("TOO-MANY-LAYERS", FaultKind.INPUT, "Rebuild the image with fewer layers"),
    /** The index names more manifests than are read. */
    TOO_MANY_MANIFESTS("TOO-MANY-MANIFESTS", FaultKind.INPUT, "Split the layout"),
    /** More signatures, attestations and the like are attached to the image than are read. */
    TOO_MANY_ATTACHMENTS("TOO-MANY-ATTACHMENTS", FaultKind.INPUT, "Remove attachments that do not count"),
    /** A layer is of a media type that is no plain, gzip or zstd tar. */
    LAYER_MEDIA_TYPE(
            "LAYER-MEDIA-TYPE",
            FaultKind.INPUT,
            "Rebuild the image with tar layers, plain or compressed by gzip or zstd"),
    /** A layer is to be fetched from an address of its own. */
    FOREIGN_LAYER("FOREIGN-LAYER", FaultKind.INPUT, "Rebuild the image with layers that lie beside its manifest"),
    /** A layer is encrypted. */
    ENCRYPTED_LAYER("ENCRYPTED-LAYER", FaultKind.INPUT, "Decrypt the image first"),
    /** The configuration holds a value that cannot be used. */
    CONFIG_VALUE("CONFIG-VALUE", FaultKind.INPUT, "Rebuild the image with a valid configuration"),
    /** The configuration has another number of diff_ids than the manifest has layers. */
    DIFF_ID_COUNT("DIFF-ID-COUNT", FaultKind.INPUT, Remedies.HOSTILE),
    /** The place is not an OCI image layout or Docker archive. */
    LAYOUT("LAYOUT", FaultKind.INPUT, "Check that the path names an OCI image layout (image-spec, image-layout.md)"),

    // Blobs and their compression.
    /** A blob that a manifest names is not there. */
    BLOB_MISSING("BLOB-MISSING", FaultKind.INPUT, "Copy the image again, whole"),
    /** A blob is longer or shorter than its descriptor says. */
    BLOB_SIZE("BLOB-SIZE", FaultKind.INPUT, Remedies.TAMPERED),
    /** The bytes of a blob do not have the digest they are named by. */
    BLOB_DIGEST("BLOB-DIGEST", FaultKind.INPUT, Remedies.TAMPERED),
    /** A blob is larger than is read. */
    BLOB_TOO_LARGE("BLOB-TOO-LARGE", FaultKind.INPUT, "Use a smaller image"),
    /** A layer, decompressed, does not have the digest that the configuration says. */
    DIFF_ID("DIFF-ID", FaultKind.INPUT, Remedies.HOSTILE),
    /** A layer does not begin with a valid gzip header. */
    GZIP_HEADER("GZIP-HEADER", FaultKind.INPUT, Remedies.REBUILD),
    /** A layer's gzip data are damaged or end early. */
    GZIP_DATA("GZIP-DATA", FaultKind.INPUT, Remedies.REBUILD),
    /** A layer's gzip checksum or length is wrong. */
    GZIP_CHECKSUM("GZIP-CHECKSUM", FaultKind.INPUT, Remedies.HOSTILE),
    /** A layer has several gzip members; some readers see the first only. */
    GZIP_SECOND_MEMBER(
            "GZIP-SECOND-MEMBER",
            FaultKind.INPUT,
            "Rebuild the layer as one gzip member (eStargz images: convert with skopeo copy --dest-compress)"),
    /** Bytes follow the gzip data of a layer. */
    GZIP_TRAILING("GZIP-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    /** A layer's zstd data are damaged or end early. */
    ZSTD_DATA("ZSTD-DATA", FaultKind.INPUT, Remedies.REBUILD),
    /** A layer's zstd window takes more memory than is given. */
    ZSTD_WINDOW("ZSTD-WINDOW", FaultKind.INPUT, "Rebuild the layer without --long or --ultra"),
    /** Something follows the zstd frame of a layer. */
    ZSTD_TRAILING(
            "ZSTD-TRAILING",
            FaultKind.INPUT,
            "Rebuild the layer as one zstd frame (zstd:chunked images: convert with skopeo copy --dest-compress)"),
    /** A layer is larger, decompressed, than is unpacked. */
    LAYER_TOO_LARGE("LAYER-TOO-LARGE", FaultKind.INPUT, "Use a smaller image"),
    /** A layer grows more in decompression than real ones do. */
    LAYER_RATIO("LAYER-RATIO", FaultKind.INPUT, Remedies.HOSTILE),

    // Tar entries.
    /** A tar header is malformed. */
    TAR_MALFORMED("TAR-MALFORMED", FaultKind.INPUT, Remedies.REBUILD),
    /** A tar ends in the middle of an entry. */
    TAR_TRUNCATED("TAR-TRUNCATED", FaultKind.INPUT, Remedies.REBUILD),
    /** Data follow the end mark of a tar. */
    TAR_TRAILING("TAR-TRAILING", FaultKind.INPUT, Remedies.HOSTILE),
    /** The checksum of a tar header is wrong. */
    TAR_CHECKSUM("TAR-CHECKSUM", FaultKind.INPUT, Remedies.REBUILD),
    /** The size of a tar entry is impossible. */
    TAR_SIZE("TAR-SIZE", FaultKind.INPUT, Remedies.HOSTILE),
    /** An entry has one size by its header and another by its PAX record. */
    TAR_PAX_SIZE("TAR-PAX-SIZE", FaultKind.INPUT, Remedies.HOSTILE),
    /** A global PAX header would change entries it is not with. */
    TAR_GLOBAL_PAX("TAR-GLOBAL-PAX", FaultKind.INPUT, Remedies.REBUILD),
    /** The extended header of an entry is malformed, too large or there twice. */
    TAR_EXTENSION("TAR-EXTENSION", FaultKind.INPUT, Remedies.HOSTILE),
    /** An entry is a sparse file. */
    TAR_SPARSE("TAR-SPARSE", FaultKind.INPUT, "Rebuild the layer without sparse entries"),
    /** An entry is of a type that layers do not have. */
    TAR_TYPE("TAR-TYPE", FaultKind.INPUT, Remedies.REBUILD),
    /** A layer has more entries than are unpacked. */
    TOO_MANY_ENTRIES("TOO-MANY-ENTRIES", FaultKind.INPUT, "Use an image with fewer files"),
    /** A path in a layer begins with a slash. */
    PATH_ABSOLUTE("PATH-ABSOLUTE", FaultKind.INPUT, Remedies.HOSTILE),
    /** A path in a layer contains {@code ..}. */
    PATH_PARENT("PATH-PARENT", FaultKind.INPUT, Remedies.HOSTILE),
    /** A path in a layer contains a NUL. */
    PATH_NUL("PATH-NUL", FaultKind.INPUT, Remedies.HOSTILE),
    /** A path in a layer is not UTF-8. */
    PATH_ENCODING("PATH-ENCODING", FaultKind.INPUT, "Rebuild the layer with file names in UTF-8"),
    /** A path in a layer is empty or not in its shortest form. */
    PATH_NOT_NORMAL("PATH-NOT-NORMAL", FaultKind.INPUT, Remedies.REBUILD),
    /** A path in a layer, or one of its parts, is too long. */
    PATH_TOO_LONG("PATH-TOO-LONG", FaultKind.INPUT, Remedies.REBUILD),
    /** A path in a layer has too many parts. */
    PATH_TOO_DEEP("PATH-TOO-DEEP", FaultKind.INPUT, Remedies.REBUILD),
    /** A path leads through something of the layer that is no directory. */
    PATH_THROUGH_FILE("PATH-THROUGH-FILE", FaultKind.INPUT, Remedies.HOSTILE),
    /** A path leads through a symbolic link of the layer. */
    PATH_THROUGH_SYMLINK("PATH-THROUGH-SYMLINK", FaultKind.INPUT, Remedies.HOSTILE),
    /** An entry would put something else in the place of the root directory. */
    ROOT_REPLACED("ROOT-REPLACED", FaultKind.INPUT, Remedies.HOSTILE),
    /** Two entries of a layer have one path. */
    DUPLICATE_ENTRY("DUPLICATE-ENTRY", FaultKind.INPUT, Remedies.REBUILD),
    /** A link names nothing, or leads outside. */
    LINK_TARGET("LINK-TARGET", FaultKind.INPUT, Remedies.HOSTILE),
    /** A hard link names a file that the layer does not have. */
    LINK_TARGET_MISSING("LINK-TARGET-MISSING", FaultKind.INPUT, Remedies.REBUILD),
    /** A hard link names a symbolic link. */
    LINK_TO_SYMLINK("LINK-TO-SYMLINK", FaultKind.INPUT, Remedies.HOSTILE),
    /** A hard link names something that is no regular file. */
    LINK_NOT_REGULAR("LINK-NOT-REGULAR", FaultKind.INPUT, Remedies.HOSTILE),
    /** A whiteout is not what the specification says. */
    WHITEOUT("WHITEOUT", FaultKind.INPUT, Remedies.HOSTILE),
    /** An entry is a device node. */
    DEVICE_NODE("DEVICE-NODE", FaultKind.INPUT, "Rebuild the image without device nodes; Immure makes /dev itself"),
    /** An entry is a named pipe. */
    FIFO("FIFO", FaultKind.INPUT, "Rebuild the image without named pipes"),
    /** An entry belongs to an id outside of 0 to 65535. */
    OWNER("OWNER", FaultKind.INPUT, "Rebuild the image with user and group ids from 0 to 65535"),
    /** An entry carries an attribute that overlayfs obeys. */
    XATTR_OVERLAY("XATTR-OVERLAY", FaultKind.INPUT, Remedies.HOSTILE),
    /** The extended attributes of an entry are too large. */
    XATTR_TOO_LARGE("XATTR-TOO-LARGE", FaultKind.INPUT, Remedies.REBUILD),
    /** An extended attribute has no valid name or value. */
    XATTR_VALUE("XATTR-VALUE", FaultKind.INPUT, Remedies.REBUILD),

    // The host.
    /** The kernel would not read the image. */
    READ("READ", FaultKind.HOST, "Check that the file is readable and whole"),
    /** The kernel would not write what a layer holds. */
    UNPACK("UNPACK", FaultKind.HOST, "Check free space and inodes of the store's file system"),
    /** The kernel would not do what the store needs. */
    STORE("STORE", FaultKind.HOST, "Check free space and permissions of the store"),
    /** The store, or a directory of it, belongs to or is open to others, or is a link. */
    STORE_OWNER(
            "STORE-OWNER",
            FaultKind.HOST,
            "Give the directory to the user who runs Immure and close it to others: chown, chmod 700"),
    /** The store was written by another version, or is damaged. */
    STORE_FORMAT("STORE-FORMAT", FaultKind.HOST, "Move the store away and import the images again"),
    /** What is unpacked of a layer is not what was unpacked: a file, or something about one, was changed since. */
    TREE_CHANGED("TREE-CHANGED", FaultKind.HOST, Remedies.CHECK),
    /** The store's record of an unpacked layer is missing, damaged, of an earlier version or of another layer. */
    TREE_RECORD("TREE-RECORD", FaultKind.HOST, Remedies.CHECK),
    /** The root file system holds something that an image cannot. */
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
        static final String CHECK =
                "Find out who changes the store, then run `immure image check --repair NAME`, which unpacks"
                        + " the layer again; after a restore or a move of the store the same command without --repair is enough";
        static final String TAMPERED = "Fetch the image again: these are not the bytes its manifest names";
    }
}
