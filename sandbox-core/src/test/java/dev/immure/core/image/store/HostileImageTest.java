package dev.immure.core.image.store;

import static dev.immure.core.image.TestImages.concat;
import static dev.immure.core.image.TestImages.gzip;
import static dev.immure.core.image.TestImages.smallLayer;
import static dev.immure.core.image.TestTar.tar;

import com.github.luben.zstd.Zstd;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.image.TestTar.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case is the valid image of {@link TestImages#small} with one thing broken; {@code ContentStoreIT} holds that the
 * valid one is accepted.
 */
class HostileImageTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"blobs", "documents", "compression", "archives", "paths", "links", "specials", "limits"})
    void refusesWithItsOwnReasonAndLeavesNothingBehind(String what, TestImages image, ImageFault reason) {
        // Small limits, so that bombs are small too; far beyond what the valid image needs.
        Limits limits = Limits.DEFAULT
                .with(Limit.UNPACKED_BYTES, 4 << 20)
                .with(Limit.RATIO_FREE_BYTES, 1 << 20)
                .with(Limit.RATIO, 100)
                .with(Limit.ENTRIES, 200)
                .with(Limit.DIRECTORY_BYTES, 16_000)
                .with(Limit.EXTENSION_BYTES, 80_000);
        try (StoreFixture fixture = new StoreFixture(directory.resolve("store"), limits)) {
            fixture.refuses(image.layout(directory.resolve("layout")), reason);
        }
    }

    static Stream<Arguments> blobs() {
        return Stream.of(
                refused(
                        "a layer swapped for another good one",
                        TestImages.small()
                                .tamper(
                                        0,
                                        b -> gzip(tar().file("bin/true", "evil").bytes())),
                        ImageFault.BLOB_SIZE),
                refused(
                        "a flipped bit in a gzip header",
                        TestImages.small().tamper(0, b -> flip(b, 4)),
                        ImageFault.BLOB_DIGEST),
                refused(
                        "a flipped bit in the data",
                        TestImages.small().tamper(0, b -> flip(b, 20)),
                        ImageFault.BLOB_DIGEST),
                refused(
                        "a layer cut short",
                        TestImages.small().tamper(0, b -> Arrays.copyOf(b, 30)),
                        ImageFault.BLOB_SIZE),
                refused(
                        "another diff_id",
                        TestImages.of()
                                .layer(gzip(smallLayer().bytes()), MediaTypes.OCI_LAYER_GZIP, Digest.of(new byte[0])),
                        ImageFault.DIFF_ID),
                refused(
                        "more layers than diff_ids",
                        TestImages.of(smallLayer(), tar().file("a", "b"))
                                .editConfig(c -> c.replaceFirst(",\"sha256:[0-9a-f]{64}\"\\]", "]")),
                        ImageFault.DIFF_ID_COUNT),
                refused(
                        "a size that is 7 too large",
                        TestImages.small().editManifest(m -> growSizeOfLast(m, 7)),
                        ImageFault.BLOB_SIZE),
                refused(
                        "a size of nothing",
                        TestImages.small().editManifest(m -> m.replaceAll("\"size\":\\d+}\\]", "\"size\":0}]")),
                        ImageFault.BLOB_SIZE),
                refused(
                        "a layer larger than the limit",
                        TestImages.small()
                                .editManifest(m -> m.replaceAll("\"size\":\\d+}\\]", "\"size\":99999999999999}]")),
                        ImageFault.BLOB_TOO_LARGE));
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                refused("a digest that climbs", editLayerDigest("sha256:../../../etc/passwd"), ImageFault.DIGEST),
                refused("a digest one short", editLayerDigest("sha256:" + "a".repeat(63)), ImageFault.DIGEST),
                refused("a digest in upper case", editLayerDigest("sha256:" + "A".repeat(64)), ImageFault.DIGEST),
                refused("a digest of another kind", editLayerDigest("md5:" + "a".repeat(32)), ImageFault.DIGEST),
                refused(
                        "a digest with a NUL",
                        editLayerDigest("sha256:" + "a".repeat(63) + "\\u0000"),
                        ImageFault.DIGEST),
                refused(
                        "both layers and manifests",
                        TestImages.small()
                                .editManifest(m ->
                                        m.replace("{\"schemaVersion\":2", "{\"schemaVersion\":2,\"manifests\":[]")),
                        ImageFault.AMBIGUOUS_MANIFEST),
                refused(
                        "a media type that contradicts its descriptor",
                        TestImages.small()
                                .editManifest(m -> m.replace(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST)),
                        ImageFault.MEDIA_TYPE_MISMATCH),
                refused(
                        "layers twice, the second one empty",
                        TestImages.small().editManifest(m -> m.substring(0, m.length() - 1) + ",\"layers\":[]}"),
                        ImageFault.JSON_DUPLICATE_NAME),
                refused(
                        "Layers, as Go would read it",
                        TestImages.small().editManifest(m -> m.substring(0, m.length() - 1) + ",\"Layers\":[]}"),
                        ImageFault.JSON_CASE_VARIANT),
                refused(
                        "schema 1",
                        TestImages.small().editManifest(m -> m.replace("\"schemaVersion\":2", "\"schemaVersion\":1")),
                        ImageFault.SCHEMA_1),
                refused(
                        "a byte order mark",
                        TestImages.small().editManifest(m -> "\ufeff" + m),
                        ImageFault.JSON_BYTE_ORDER_MARK),
                refused("trailing bytes", TestImages.small().editManifest(m -> m + "x"), ImageFault.JSON_TRAILING),
                refused("a second document", TestImages.small().editManifest(m -> m + "{}"), ImageFault.JSON_TRAILING),
                refused(
                        "100,000 nested arrays",
                        TestImages.small()
                                .editManifest(m -> m.replace(
                                        "{\"schema",
                                        "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"schema")),
                        ImageFault.JSON_DEPTH),
                refused(
                        "a number beyond every reader",
                        TestImages.small().editManifest(m -> m.replace("{\"schema", "{\"x\":1e400000,\"schema")),
                        ImageFault.JSON_NUMBER),
                refused(
                        "half a surrogate pair",
                        TestImages.small().editManifest(m -> m.replace("{\"schema", "{\"x\":\"\\ud800\",\"schema")),
                        ImageFault.JSON_ENCODING),
                refused(
                        "another platform than the index offers",
                        TestImages.small()
                                .editIndex(i -> i.replace(
                                        "}]}", ",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}}]}"))
                                .editConfig(c -> c.replace("amd64", "arm64")),
                        ImageFault.PLATFORM_MISMATCH),
                refused(
                        "another machine",
                        TestImages.small().editConfig(c -> c.replace("amd64", "s390x")),
                        ImageFault.PLATFORM_MISSING),
                refused(
                        "a foreign layer",
                        TestImages.small()
                                .editManifest(m -> m.replace("image.layer.v1", "image.layer.nondistributable.v1")),
                        ImageFault.FOREIGN_LAYER),
                refused(
                        "a layer to be fetched from elsewhere",
                        TestImages.small()
                                .editManifest(m -> m.replace("}]}", ",\"urls\":[\"https://example.com/l\"]}]}")),
                        ImageFault.FOREIGN_LAYER),
                refused(
                        "an encrypted layer",
                        TestImages.small().editManifest(m -> m.replace("tar+gzip", "tar+gzip+encrypted")),
                        ImageFault.ENCRYPTED_LAYER),
                refused(
                        "an unknown kind of layer",
                        TestImages.small().editManifest(m -> m.replace("tar+gzip", "tar+lzma")),
                        ImageFault.LAYER_MEDIA_TYPE),
                refused(
                        "a variable with a newline",
                        TestImages.small().runConfig("{\"Env\":[\"A=b\\nLD_PRELOAD=/x\"]}"),
                        ImageFault.CONFIG_VALUE),
                refused(
                        "a label with a newline",
                        TestImages.small().runConfig("{\"Labels\":{\"a\":\"b\\nc\"}}"),
                        ImageFault.CONFIG_VALUE),
                refused(
                        "a user with a newline",
                        TestImages.small().runConfig("{\"User\":\"root\\nevil\"}"),
                        ImageFault.CONFIG_VALUE),
                refused(
                        "one variable twice",
                        TestImages.small().runConfig("{\"Env\":[\"A=1\",\"A=2\"]}"),
                        ImageFault.CONFIG_VALUE));
    }

    static Stream<Arguments> compression() {
        byte[] tar = smallLayer().bytes();
        byte[] good = gzip(tar);
        byte[] more = gzip(tar().file("bin/evil", "evil").bytes());
        byte[] crc = flip(good, good.length - 8);
        byte[] size = flip(good, good.length - 4);
        byte[] truncated = Arrays.copyOf(good, good.length - 20);
        byte[] zstd = Zstd.compress(tar);
        return Stream.of(
                stored("a second gzip member with another tar", concat(good, more), ImageFault.GZIP_SECOND_MEMBER),
                stored("garbage after the gzip member", concat(good, new byte[] {1, 2, 3}), ImageFault.GZIP_TRAILING),
                stored("zeros after the gzip member", concat(good, new byte[512]), ImageFault.GZIP_TRAILING),
                stored("a wrong CRC", crc, ImageFault.GZIP_CHECKSUM),
                stored("a wrong ISIZE", size, ImageFault.GZIP_CHECKSUM),
                stored("gzip data cut short", truncated, ImageFault.GZIP_DATA),
                stored("no gzip at all", tar, ImageFault.GZIP_HEADER),
                stored("reserved gzip flags", withByte(good, 3, 0x20), ImageFault.GZIP_HEADER),
                zstd("a second zstd frame", concat(zstd, Zstd.compress(tar)), tar, ImageFault.ZSTD_TRAILING),
                zstd("zstd data cut short", Arrays.copyOf(zstd, zstd.length - 3), tar, ImageFault.ZSTD_DATA),
                zstd("no zstd at all", good, tar, ImageFault.ZSTD_DATA),
                zstd("a zstd window of 2 GiB", hugeWindow(), tar, ImageFault.ZSTD_WINDOW),
                refused(
                        "a gzip bomb, by its ratio",
                        TestImages.of(smallLayer(), tar().add(new Entry('0', "zeros").content(new byte[3 << 20]))),
                        ImageFault.LAYER_RATIO),
                refused(
                        "a zstd bomb, by its ratio",
                        TestImages.of()
                                .layer(
                                        tar().add(new Entry('0', "zeros").content(new byte[3 << 20]))
                                                .bytes(),
                                        LayerCompression.ZSTD),
                        ImageFault.LAYER_RATIO),
                refused(
                        "more than the total, over two layers",
                        TestImages.of()
                                .layer(
                                        tar().add(new Entry('0', "a").content(new byte[3 << 20]))
                                                .bytes(),
                                        LayerCompression.NONE)
                                .layer(
                                        tar().add(new Entry('0', "b").content(new byte[2 << 20]))
                                                .bytes(),
                                        LayerCompression.NONE),
                        ImageFault.LAYER_TOO_LARGE));
    }

    static Stream<Arguments> archives() {
        byte[] minusOne = new byte[12];
        Arrays.fill(minusOne, (byte) 0xff);
        byte[] checksum = TestTar.header(new Entry('0', "a"));
        checksum[0] = 'b';
        byte[] afterNul = TestTar.header(new Entry('0', "a"));
        afterNul[50] = 'x';
        TestTar.seal(afterNul);
        return Stream.of(
                plain("a tar cut within a header", Arrays.copyOf(smallLayer().bytes(), 1300), ImageFault.TAR_TRUNCATED),
                plain(
                        "a tar cut within its padding",
                        Arrays.copyOf(tar().file("a", "b").bytes(), 700),
                        ImageFault.TAR_TRUNCATED),
                plain(
                        "a tar cut within a file",
                        Arrays.copyOf(tar().file("a", "x".repeat(2000)).bytes(), 1024),
                        ImageFault.TAR_TRUNCATED),
                plain("no bytes at all", new byte[0], ImageFault.TAR_TRUNCATED),
                plain(
                        "data after the end mark",
                        concat(smallLayer().bytes(), new byte[512], new byte[] {1}),
                        ImageFault.TAR_TRAILING),
                plain(
                        "an entry after one record of zeros",
                        concat(
                                smallLayer().bytesWithoutEnd(),
                                new byte[512],
                                tar().file("x", "y").bytes()),
                        ImageFault.TAR_TRAILING),
                plain("a wrong checksum", tar().raw(checksum).bytes(), ImageFault.TAR_CHECKSUM),
                entry("a negative size", new Entry('0', "a").binarySize(minusOne), ImageFault.TAR_SIZE),
                entry(
                        "a PAX size that differs from the header's",
                        new Entry('0', "a").content("abc").pax("size", "1"),
                        ImageFault.TAR_PAX_SIZE),
                entry("a negative PAX size", new Entry('0', "a").pax("size", "-5"), ImageFault.TAR_SIZE),
                entry("a directory with data", new Entry('5', "d/").content("data"), ImageFault.TAR_SIZE),
                entry("a symbolic link with data", new Entry('2', "l").link("x").content("data"), ImageFault.TAR_SIZE),
                entry("a GNU sparse file", new Entry('S', "a"), ImageFault.TAR_SPARSE),
                entry("a PAX sparse file", new Entry('0', "a").pax("GNU.sparse.major", "1"), ImageFault.TAR_SPARSE),
                refused(
                        "a global PAX header",
                        TestImages.of(tar().extension('g', TestTar.record("path", bytes("evil")))
                                .file("a", "b")),
                        ImageFault.TAR_GLOBAL_PAX),
                refused("10,000 PAX headers in a row", TestImages.of(repeatedPax(10_000)), ImageFault.TAR_EXTENSION),
                refused(
                        "a PAX keyword twice",
                        TestImages.of(tar().extension(
                                        'x',
                                        concat(TestTar.record("path", bytes("a")), TestTar.record("path", bytes("b"))))
                                .file("c", "d")),
                        ImageFault.TAR_EXTENSION),
                refused(
                        "a PAX record with a wrong length",
                        TestImages.of(tar().extension('x', bytes("99 path=a\n")).file("c", "d")),
                        ImageFault.TAR_EXTENSION),
                refused(
                        "a GNU long name and a PAX path",
                        TestImages.of(tar().extension('L', bytes("long")).add(new Entry('0', "c").pax("path", "d"))),
                        ImageFault.TAR_MALFORMED),
                refused(
                        "an extension and then nothing",
                        TestImages.of(tar().extension('L', bytes("long"))),
                        ImageFault.TAR_TRUNCATED),
                entry("an unknown type", new Entry('V', "a"), ImageFault.TAR_TYPE),
                entry(
                        "a regular file named like a directory",
                        new Entry('0', "a/").content("data"),
                        ImageFault.PATH_NOT_NORMAL),
                plain("bytes after the NUL of a name", tar().raw(afterNul).bytes(), ImageFault.PATH_NUL));
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                entry("a path that climbs", new Entry('0', "../../etc/passwd"), ImageFault.PATH_PARENT),
                entry("a path that climbs inside", new Entry('0', "bin/../../x"), ImageFault.PATH_PARENT),
                entry("an absolute path", new Entry('0', "/etc/passwd"), ImageFault.PATH_ABSOLUTE),
                entry("an absolute PAX path", new Entry('0', "a").pax("path", "/etc/passwd"), ImageFault.PATH_ABSOLUTE),
                entry("a climbing PAX path", new Entry('0', "a").pax("path", "../x"), ImageFault.PATH_PARENT),
                entry("a NUL in a PAX path", new Entry('0', "a").pax("path", "ab\0c"), ImageFault.PATH_NUL),
                refused(
                        "a NUL in a GNU long name",
                        TestImages.of(tar().extension('L', bytes("a\0b\0")).file("c", "d")),
                        ImageFault.PATH_NUL),
                refused(
                        "an absolute GNU long name",
                        TestImages.of(tar().extension('L', bytes("/etc/x\0")).file("c", "d")),
                        ImageFault.PATH_ABSOLUTE),
                entry(
                        "a name of 64 KiB",
                        new Entry('0', "a").pax("path", "n".repeat(65_536)),
                        ImageFault.PATH_TOO_LONG),
                entry(
                        "a part of 256 bytes",
                        new Entry('0', "a").pax("path", "n".repeat(256)),
                        ImageFault.PATH_TOO_LONG),
                entry(
                        "a path of 200 parts",
                        new Entry('0', "a").pax("path", "d/".repeat(199) + "f"),
                        ImageFault.PATH_TOO_DEEP),
                entry(
                        "a name that is not UTF-8",
                        new Entry('0', "a").pax("path", new byte[] {'a', (byte) 0xff}),
                        ImageFault.PATH_ENCODING),
                entry("an empty part", new Entry('0', "bin//x"), ImageFault.PATH_NOT_NORMAL),
                entry("a dot inside", new Entry('0', "bin/./x"), ImageFault.PATH_NOT_NORMAL),
                entry("no name", new Entry('0', ""), ImageFault.PATH_NOT_NORMAL),
                entry("a symbolic link named .", new Entry('2', ".").link("/etc"), ImageFault.ROOT_REPLACED),
                entry("a symbolic link named ./", new Entry('2', "./").link("/etc"), ImageFault.ROOT_REPLACED),
                entry("a symbolic link named /", new Entry('2', "/").link("/etc"), ImageFault.ROOT_REPLACED),
                entry("a file in place of the root", new Entry('0', "."), ImageFault.ROOT_REPLACED),
                refused(
                        "one file twice",
                        TestImages.of(tar().file("a", "1").file("a", "2")),
                        ImageFault.DUPLICATE_ENTRY),
                refused(
                        "a directory, then a link of its name",
                        TestImages.of(tar().directory("a").symlink("a", "/etc")),
                        ImageFault.DUPLICATE_ENTRY),
                refused(
                        "a link, then a directory of its name",
                        TestImages.of(tar().symlink("a", "/etc").directory("a")),
                        ImageFault.DUPLICATE_ENTRY));
    }

    static Stream<Arguments> links() {
        return Stream.of(
                refused(
                        "a file through a symbolic link",
                        TestImages.of(tar().symlink("a", "/etc").file("a/passwd", "x")),
                        ImageFault.PATH_THROUGH_SYMLINK),
                refused(
                        "a file through a relative symbolic link",
                        TestImages.of(tar().directory("d").symlink("a", "d").file("a/x", "x")),
                        ImageFault.PATH_THROUGH_SYMLINK),
                refused(
                        "a directory through a symbolic link",
                        TestImages.of(tar().symlink("a", "../..").directory("a/b")),
                        ImageFault.PATH_THROUGH_SYMLINK),
                refused(
                        "a file beneath a file",
                        TestImages.of(tar().file("a", "x").file("a/b", "x")),
                        ImageFault.PATH_THROUGH_FILE),
                refused(
                        "a hard link to a symbolic link",
                        TestImages.of(tar().symlink("a", "/etc/passwd").hardLink("b", "a")),
                        ImageFault.LINK_TO_SYMLINK),
                refused(
                        "a hard link through a symbolic link",
                        TestImages.of(tar().symlink("a", "/etc").hardLink("b", "a/passwd")),
                        ImageFault.LINK_TO_SYMLINK),
                refused(
                        "a hard link that climbs",
                        TestImages.of(tar().hardLink("b", "../../etc/passwd")),
                        ImageFault.PATH_PARENT),
                refused(
                        "a hard link to an absolute path",
                        TestImages.of(tar().hardLink("b", "/etc/passwd")),
                        ImageFault.PATH_ABSOLUTE),
                refused(
                        "a hard link to a file of the working directory",
                        TestImages.of(tar().hardLink("b", "pom.xml")),
                        ImageFault.LINK_TARGET_MISSING),
                refused(
                        "a hard link to a directory",
                        TestImages.of(tar().directory("d").hardLink("b", "d")),
                        ImageFault.LINK_NOT_REGULAR),
                refused(
                        "a hard link to a whiteout",
                        TestImages.of(tar().whiteout(".wh.x").hardLink("b", "x")),
                        ImageFault.LINK_NOT_REGULAR),
                refused("a hard link to nothing", TestImages.of(tar().hardLink("b", "")), ImageFault.LINK_TARGET),
                refused(
                        "a whiteout through a symbolic link",
                        TestImages.of(tar().symlink("a", "/etc").whiteout("a/.wh.passwd")),
                        ImageFault.PATH_THROUGH_SYMLINK),
                refused(
                        "an opaque mark through a symbolic link",
                        TestImages.of(tar().symlink("a", "/etc").whiteout("a/.wh..wh..opq")),
                        ImageFault.PATH_THROUGH_SYMLINK),
                refused("a whiteout of ..", TestImages.of(tar().whiteout("bin/.wh...")), ImageFault.WHITEOUT),
                refused("a whiteout of .", TestImages.of(tar().whiteout("bin/.wh..")), ImageFault.WHITEOUT),
                refused("a whiteout of nothing", TestImages.of(tar().whiteout("bin/.wh.")), ImageFault.WHITEOUT),
                refused("a file of aufs", TestImages.of(tar().whiteout(".wh..wh.plnk")), ImageFault.WHITEOUT),
                refused("a whiteout with data", TestImages.of(tar().file(".wh.a", "x")), ImageFault.WHITEOUT),
                refused("a whiteout that is a link", TestImages.of(tar().symlink(".wh.a", "x")), ImageFault.WHITEOUT),
                refused(
                        "a file beneath a whiteout's name",
                        TestImages.of(tar().file(".wh.a/b", "")),
                        ImageFault.WHITEOUT));
    }

    static Stream<Arguments> specials() {
        return Stream.of(
                entry("a character device", new Entry('3', "dev/kmsg"), ImageFault.DEVICE_NODE),
                entry("a block device", new Entry('4', "dev/sda"), ImageFault.DEVICE_NODE),
                entry("a whiteout as overlayfs has it", new Entry('3', "etc"), ImageFault.DEVICE_NODE),
                entry("a named pipe", new Entry('6', "pipe"), ImageFault.FIFO),
                entry("user 65536", new Entry('0', "a").owner(65_536, 0), ImageFault.OWNER),
                entry("group 65536", new Entry('0', "a").owner(0, 65_536), ImageFault.OWNER),
                entry("user 2^32 by PAX", new Entry('0', "a").pax("uid", "4294967296"), ImageFault.OWNER),
                entry(
                        "user 2^32 in base 256",
                        new Entry('0', "a")
                                .binaryUid(
                                        (byte) 0x80, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte)
                                                0),
                        ImageFault.OWNER),
                entry("user -1", new Entry('0', "a").pax("uid", "-1"), ImageFault.OWNER),
                entry(
                        "overlayfs's redirect",
                        new Entry('5', "d/").pax("SCHILY.xattr.user.overlay.redirect", "/etc"),
                        ImageFault.XATTR_OVERLAY),
                entry(
                        "overlayfs's opaque mark",
                        new Entry('5', "d/").pax("SCHILY.xattr.trusted.overlay.opaque", "y"),
                        ImageFault.XATTR_OVERLAY),
                entry(
                        "overlayfs's mark on a link",
                        new Entry('2', "l").link("x").pax("SCHILY.xattr.user.overlay.metacopy", ""),
                        ImageFault.XATTR_OVERLAY),
                entry(
                        "an attribute of 70,000 bytes",
                        new Entry('0', "a").pax("SCHILY.xattr.user.big", "v".repeat(70_000)),
                        ImageFault.XATTR_TOO_LARGE));
    }

    static Stream<Arguments> limits() {
        TestTar many = tar();
        TestTar directories = tar();
        TestTar opaque = tar();
        for (int i = 0; i < 201; i++) {
            many.file("f" + i, "");
            opaque.whiteout("bin/.wh..wh..opq");
        }
        for (int i = 0; i < 150; i++) {
            directories.directory("d" + i);
        }
        return Stream.of(
                refused("too many entries", TestImages.of(many), ImageFault.TOO_MANY_ENTRIES),
                refused("too many opaque marks", TestImages.of(opaque), ImageFault.TOO_MANY_ENTRIES),
                refused("too many directories to remember", TestImages.of(directories), ImageFault.TOO_MANY_ENTRIES),
                entry(
                        "a long name of 100,000 bytes",
                        new Entry('0', "a").pax("path", "n".repeat(100_000)),
                        ImageFault.TAR_EXTENSION));
    }

    private static Arguments refused(String what, TestImages image, ImageFault reason) {
        return Arguments.of(what, image, reason);
    }

    /** The layer of the valid image with one more entry. */
    private static Arguments entry(String what, Entry entry, ImageFault reason) {
        return Arguments.of(what, TestImages.of(smallLayer().add(entry)), reason);
    }

    private static Arguments plain(String what, byte[] tar, ImageFault reason) {
        return Arguments.of(what, TestImages.of().layer(tar, LayerCompression.NONE), reason);
    }

    /** The valid tar, compressed by gzip in a bad way; digests all fit. */
    private static Arguments stored(String what, byte[] gzip, ImageFault reason) {
        Digest diffId = Digest.of(smallLayer().bytes());
        return Arguments.of(what, TestImages.of().layer(gzip, MediaTypes.OCI_LAYER_GZIP, diffId), reason);
    }

    private static Arguments zstd(String what, byte[] stored, byte[] tar, ImageFault reason) {
        return Arguments.of(what, TestImages.of().layer(stored, MediaTypes.OCI_LAYER_ZSTD, Digest.of(tar)), reason);
    }

    private static TestImages editLayerDigest(String digest) {
        String layer = TestImages.small().layerDigests().getFirst().toString();
        return TestImages.small().editManifest(m -> m.replace(layer, digest));
    }

    private static String growSizeOfLast(String manifest, int by) {
        int at = manifest.lastIndexOf("\"size\":") + 7;
        int end = manifest.indexOf('}', at);
        long size = Long.parseLong(manifest.substring(at, end)) + by;
        return manifest.substring(0, at) + size + manifest.substring(end);
    }

    /** RFC 8878, section 3.1.1.1: a frame whose window descriptor asks for 2 GiB, with one raw block. */
    private static byte[] hugeWindow() {
        return new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) (21 << 3), 0x09, 0x00, 0x00, 'x'};
    }

    private static TestTar repeatedPax(int times) {
        TestTar tar = tar();
        for (int i = 0; i < times; i++) {
            tar.extension('x', TestTar.record("comment", bytes("c")));
        }
        return tar.file("a", "b");
    }

    private static byte[] flip(byte[] bytes, int at) {
        return withByte(bytes, at, bytes[at] ^ 1);
    }

    private static byte[] withByte(byte[] bytes, int at, int value) {
        byte[] out = bytes.clone();
        out[at] = (byte) value;
        return out;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
