package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.image.TestTar.Entry;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.UnpackedLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As root: owners are given away. */
class UnpackIT {
    @TempDir
    Path directory;

    private StoreFixture fixture;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(LayerCompression.class)
    void unpacksTheSameTreeWhateverTheCompression(LayerCompression compression) throws IOException {
        TestImages image = TestImages.of().layer(TestImages.smallLayer().bytes(), compression);
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(unpacked.layers())
                    .extracting(UnpackedLayer::diffId)
                    .containsExactly(Digest.of(TestImages.smallLayer().bytes()));
            Path tree = tree(unpacked);
            assertThat(shape(tree))
                    .isEqualTo(Map.of(
                            "bin",
                            "dir",
                            "bin/true",
                            "#!/bin/sh\n",
                            "bin/sh",
                            "-> /bin/true",
                            "bin/yes",
                            "#!/bin/sh\n"));
            assertThat(inode(tree.resolve("bin/yes"))).isEqualTo(inode(tree.resolve("bin/true")));
            assertThat(unpacked.notes()).isEmpty();
        }
    }

    @Test
    void keepsOwnersModesAndTimes() throws IOException {
        TestImages image = TestImages.of(
                tar().add(new Entry('5', "d/").mode(0x3ff).owner(1, 2).modified(1_234_567_890))
                        .add(new Entry('0', "d/f")
                                .mode(0x1a0)
                                .owner(1000, 65_535)
                                .content("x")
                                .modified(1_111_111_111))
                        .add(new Entry('2', "d/l").link("f").owner(7, 8).modified(1_222_222_222)));
        try (UnpackedImage unpacked = unpack(image)) {
            Path tree = tree(unpacked);
            assertThat(stat(tree.resolve("d"))).isEqualTo("1:2 1777 1234567890");
            assertThat(stat(tree.resolve("d/f"))).isEqualTo("1000:65535 640 1111111111");
            assertThat(stat(tree.resolve("d/l"))).isEqualTo("7:8 777 1222222222");
        }
    }

    @Test
    void givesTheRootItsEntryOrThePlainOne() throws IOException {
        try (UnpackedImage unpacked = unpack(TestImages.of(
                tar().add(new Entry('5', "./").mode(0x1c0).owner(3, 4).modified(5))
                        .file("./f", "x")))) {
            assertThat(stat(tree(unpacked))).isEqualTo("3:4 700 5");
            assertThat(tree(unpacked).resolve("f")).hasContent("x");
        }
        try (UnpackedImage unpacked = unpack(TestImages.of(tar().file("g", "x")))) {
            assertThat(stat(tree(unpacked))).isEqualTo("0:0 755 0");
        }
    }

    @Test
    void takesASlashAloneForTheRootAsUmociWritesIt() throws IOException {
        try (UnpackedImage unpacked =
                unpack(TestImages.of(tar().add(new Entry('5', "/").mode(0x1c0).modified(9))))) {
            assertThat(stat(tree(unpacked))).isEqualTo("0:0 700 9");
        }
    }

    @Test
    void acceptsATarWithoutItsEndMarkAndSaysSo() throws IOException {
        byte[] tar = tar().file("f", "x").bytesWithoutEnd();
        try (UnpackedImage unpacked = unpack(TestImages.of().layer(tar, LayerCompression.GZIP))) {
            assertThat(tree(unpacked).resolve("f")).hasContent("x");
            assertThat(unpacked.notes()).extracting(UnpackNote::kind).containsExactly(UnpackNote.Kind.END_MARK_MISSING);
        }
    }

    @Test
    void makesDirectoriesThatAreNotListedAndSaysSo() throws IOException {
        try (UnpackedImage unpacked =
                unpack(TestImages.of(tar().file("a/b/c", "x").add(new Entry('5', "a/").mode(0x1c9))))) {
            assertThat(stat(tree(unpacked).resolve("a/b"))).isEqualTo("0:0 755 0");
            assertThat(stat(tree(unpacked).resolve("a"))).isEqualTo("0:0 711 1000000000");
            assertThat(unpacked.notes()).extracting(UnpackNote::kind).containsOnly(UnpackNote.Kind.PARENT_MADE);
            assertThat(unpacked.notes()).extracting(UnpackNote::path).containsExactly("a", "a/b");
        }
    }

    @Test
    void takesOffSetidBitsAndSaysSo() throws IOException {
        TestImages image =
                TestImages.of(tar().add(new Entry('0', "su").mode(0x9ed)).add(new Entry('5', "mail/").mode(0x5fd)));
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(stat(tree(unpacked).resolve("su"))).startsWith("0:0 755 ");
            assertThat(stat(tree(unpacked).resolve("mail"))).startsWith("0:0 775 ");
            assertThat(unpacked.notes())
                    .extracting(note -> note.path() + " " + note.kind() + " " + note.detail())
                    .containsExactlyInAnyOrder("su SETID_STRIPPED 4755", "mail SETID_STRIPPED 2775");
        }
    }

    @Test
    void keepsUserAttributesOnlyAndSaysSo() throws IOException {
        TestImages image = TestImages.of(tar().add(new Entry('0', "ping")
                        .pax("SCHILY.xattr.security.capability", new byte[] {1, 0, 0, 2, (byte) 0xff})
                        .pax("SCHILY.xattr.security.selinux", "label")
                        .pax("SCHILY.xattr.trusted.x", "y")
                        .pax("SCHILY.xattr.user.note", new byte[] {'a', 0, (byte) 0xff}))
                .add(new Entry('5', "d/").pax("SCHILY.xattr.user.dir", "v")));
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(attributes(tree(unpacked).resolve("ping")).list()).containsExactly("note");
            assertThat(attribute(tree(unpacked).resolve("ping"), "note")).containsExactly('a', 0, 0xff);
            assertThat(attribute(tree(unpacked).resolve("d"), "dir")).containsExactly('v');
            assertThat(unpacked.notes())
                    .extracting(UnpackNote::detail)
                    .containsExactly("security.capability", "security.selinux", "trusted.x");
        }
    }

    @Test
    void movesImpossibleTimesAndSaysSo() throws IOException {
        try (UnpackedImage unpacked = unpack(TestImages.of(tar().add(new Entry('0', "old").pax("mtime", "-62135596800"))
                .add(new Entry('0', "far").pax("mtime", "99999999999.5"))))) {
            assertThat(stat(tree(unpacked).resolve("old"))).endsWith(" 0");
            assertThat(stat(tree(unpacked).resolve("far"))).endsWith(" " + (1L << 33));
            assertThat(unpacked.notes()).extracting(UnpackNote::kind).containsOnly(UnpackNote.Kind.TIME_CLAMPED);
        }
    }

    @Test
    void readsLongNamesOfBothKindsAndPrefixes() throws IOException {
        String pax = "p".repeat(120) + "/" + "q".repeat(200);
        String gnu = "g".repeat(150);
        byte[] prefixed = TestTar.header(new Entry('0', "name"));
        System.arraycopy("pre/fix".getBytes(StandardCharsets.US_ASCII), 0, prefixed, 345, 7);
        TestImages image =
                TestImages.of(tar().add(new Entry('0', "x").content("1").pax("path", pax))
                        .extension('L', (gnu + "\0").getBytes(StandardCharsets.UTF_8))
                        .file("short", "2")
                        .extension('K', ("/" + gnu + "\0").getBytes(StandardCharsets.UTF_8))
                        .symlink("link", "short")
                        .raw(TestTar.seal(prefixed))
                        .file("Főtanúsítvány", "3"));
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(shape(tree(unpacked)))
                    .containsEntry(pax, "1")
                    .containsEntry(gnu, "2")
                    .containsEntry("link", "-> /" + gnu)
                    .containsEntry("pre/fix/name", "")
                    .containsEntry("Főtanúsítvány", "3");
        }
    }

    @Test
    void acceptsOptionalGzipHeaderFields() throws IOException {
        byte[] tar = TestImages.smallLayer().bytes();
        byte[] plain = TestImages.gzip(tar);
        byte[] header = {0x1f, (byte) 0x8b, 8, 0x04 | 0x08 | 0x10, 1, 2, 3, 4, 0, 3, 3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0
        };
        byte[] stored = TestImages.concat(header, Arrays.copyOfRange(plain, 10, plain.length));
        TestImages image = TestImages.of().layer(stored, MediaTypes.OCI_LAYER_GZIP, Digest.of(tar));
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(shape(tree(unpacked))).containsKey("bin/true");
        }
    }

    @Test
    void marksWhiteoutsAsOverlayfsReadsThem() throws IOException {
        TestImages image = TestImages.of(tar().whiteout(".wh.gone")
                .directory("opaque")
                .whiteout("opaque/.wh..wh..opq")
                .file("opaque/new", "x")
                .whiteout(".wh.file-after")
                .file("file-after", "new")
                .file("file-before", "new")
                .whiteout(".wh.file-before")
                .whiteout(".wh.dir-after")
                .directory("dir-after")
                .file("dir-after/new", "x")
                .directory("dir-before")
                .file("dir-before/new", "x")
                .whiteout(".wh.dir-before")
                .whiteout(".wh.implied")
                .file("implied/new", "x")
                .whiteout(".wh.gone"));
        try (UnpackedImage unpacked = unpack(image)) {
            Path tree = tree(unpacked);
            assertThat(shape(tree))
                    .containsEntry("gone", "whiteout")
                    .containsEntry("file-after", "new")
                    .containsEntry("file-before", "new")
                    .containsEntry("opaque/new", "x");
            assertThat(Stream.of("opaque", "dir-after", "dir-before", "implied"))
                    .allSatisfy(name -> assertThat(attribute(tree.resolve(name), "overlay.opaque"))
                            .containsExactly('y'));
        }
    }

    @Test
    void leavesOutWhatAnOpaqueRootHides() throws IOException {
        TestImages image = TestImages.of(
                tar().file("below", "x"), tar().whiteout(".wh..wh..opq").file("middle", "x"), tar().file("top", "x"));
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(unpacked.layers())
                    .extracting(UnpackedLayer::diffId)
                    .containsExactlyElementsOf(image.diffIds().subList(1, 3));
        }
    }

    @Test
    void givesALayerThatOccursTwiceOnceAndUppermost() throws IOException {
        TestTar twice = tar().file("a", "x");
        TestTar between = tar().whiteout(".wh.a");
        TestImages image = TestImages.of(twice, between, twice);
        try (UnpackedImage unpacked = unpack(image)) {
            assertThat(unpacked.layers())
                    .extracting(UnpackedLayer::diffId)
                    .containsExactly(Digest.of(between.bytes()), Digest.of(twice.bytes()));
        }
    }

    @Test
    void keepsTheFirstNotesAndCountsTheRest() throws IOException {
        TestTar tar = tar();
        for (int i = 0; i < 30; i++) {
            tar.add(new Entry('0', "s" + i).mode(0x9ed));
        }
        Limits limits = Limits.DEFAULT.with(Limit.NOTES, 10);
        Path layout = TestImages.of(tar).layout(directory.resolve("noted"));
        try (StoreFixture small = new StoreFixture(directory.resolve("small"), limits);
                UnpackedImage first = small.unpackLayout(layout);
                UnpackedImage again = small.unpackLayout(layout)) {
            assertThat(first.notes()).hasSize(10);
            assertThat(first.notesOmitted()).isEqualTo(20);
            assertThat(again.notes()).as("a reused layer still tells").isEqualTo(first.notes());
        }
    }

    private UnpackedImage unpack(TestImages image) throws IOException {
        return fixture.unpackLayout(image.layout(Files.createTempDirectory(directory, "layout")));
    }

    private static Path tree(UnpackedImage unpacked) {
        assertThat(unpacked.layers()).hasSize(1);
        return unpacked.layers().getFirst().tree();
    }

    /** Path to content; links, directories and whiteouts by their kind. */
    private static Map<String, String> shape(Path tree) throws IOException {
        Map<String, String> out = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
                out.put(tree.relativize(path).toString(), describe(path));
            }
        }
        return out;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return "dir";
        }
        if (Files.isRegularFile(path)) {
            return Files.readString(path);
        }
        boolean zero = Files.getAttribute(path, "unix:rdev").equals(0L);
        boolean character = ((int) Files.getAttribute(path, "unix:mode") & 0xf000) == 0x2000;
        return zero && character ? "whiteout" : "special";
    }

    private static String stat(Path path) throws IOException {
        FileTime modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
        return unix(path, "uid") + ":" + unix(path, "gid") + " "
                + Integer.toOctalString((int) unix(path, "mode") & 0xfff) + " " + modified.toMillis() / 1000;
    }

    private static Object unix(Path path, String attribute) throws IOException {
        return Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino");
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    private static byte[] attribute(Path path, String name) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(64);
        attributes(path).read(name, value);
        return Arrays.copyOf(value.array(), value.position());
    }
}
