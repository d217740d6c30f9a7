package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody who can write to the store does to an image that was imported right. */
class StoreTamperingIT {
    @FunctionalInterface
    interface Attack {
        void on(Path tree) throws Exception;
    }

    private static final TestTar LAYER = tar().directory("bin")
            .file("bin/app", "the program")
            .file("bin/other", "the program")
            .hardLink("bin/same", "bin/other")
            .symlink("bin/sh", "app")
            .directory("etc")
            .file("etc/passwd", "root:x:0:0::/:/bin/sh\n");

    private final TestImages image = TestImages.of(LAYER, tar().file("second", "2"));

    @TempDir
    Path directory;

    private StoreFixture fixture;
    private Path layer;
    private Path tree;

    @BeforeEach
    void importImage() {
        fixture = new StoreFixture(directory.resolve("store"));
        fixture.importLayout(image.layout(directory.resolve("layout")), "app:1");
        layer = layer(0);
        tree = layer.resolve("tree");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anUntouchedStoreIsWholeAndLaunches() {
        for (CheckDepth depth : CheckDepth.values()) {
            StoreCheckReport report = fixture.store.check(List.of(), depth);
            assertThat(report.findings()).isEmpty();
            assertThat(report.isWhole()).isTrue();
            assertThat(report.renewed()).isEmpty();
            assertThat(report.layers()).isEqualTo(2);
            assertThat(report.blobs()).as("manifest, configuration, two layers").isEqualTo(4);
        }
        for (TreeVerification verification : TreeVerification.values()) {
            unpack(verification);
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack(
                        "bin/app",
                        "one byte changed, and its time put back",
                        tree -> keepingTime(tree.resolve("bin/app"), file -> Files.writeString(file, "the Program"))),
                attack(
                        "bin/app",
                        "a byte more",
                        tree -> keepingTime(tree.resolve("bin/app"), file -> Files.writeString(file, "the program!"))),
                attack(
                        "bin/app",
                        "another time",
                        tree -> Files.setLastModifiedTime(tree.resolve("bin/app"), FileTime.fromMillis(1000))),
                attack(
                        "etc/passwd",
                        "writable for all",
                        tree -> Files.setPosixFilePermissions(
                                tree.resolve("etc/passwd"), PosixFilePermissions.fromString("rw-rw-rw-"))),
                attack("etc", "given away", tree -> Files.setAttribute(tree.resolve("etc"), "unix:uid", 1000)),
                attack(
                        "bin/sh",
                        "the link itself given away",
                        tree -> Files.setAttribute(tree.resolve("bin/sh"), "unix:gid", 7, LinkOption.NOFOLLOW_LINKS)),
                attack(
                        "bin/app",
                        "setuid, which unpacking takes off",
                        tree -> Files.setAttribute(tree.resolve("bin/app"), "unix:mode", 04755)),
                attack(
                        "etc/ld.so.preload",
                        "a file more",
                        tree -> keepingTime(
                                tree.resolve("etc"),
                                etc -> Files.writeString(etc.resolve("ld.so.preload"), "/evil.so"))),
                attack(
                        "bin/extra",
                        "a directory more",
                        tree -> keepingTime(
                                tree.resolve("bin"), bin -> Files.createDirectories(bin.resolve("extra/a/b")))),
                attack(
                        "etc/passwd",
                        "a file less",
                        tree -> keepingTime(tree.resolve("etc"), etc -> Files.delete(etc.resolve("passwd")))),
                attack(
                        "bin/app",
                        "replaced by a symbolic link",
                        tree -> keepingTime(tree.resolve("bin"), bin -> {
                            Files.delete(bin.resolve("app"));
                            Files.createSymbolicLink(bin.resolve("app"), Path.of("/etc/shadow"));
                        })),
                attack(
                        "etc",
                        "a directory replaced by a symbolic link",
                        tree -> keepingTime(tree, root -> {
                            Files.move(root.resolve("etc"), root.resolveSibling("moved"));
                            Files.createSymbolicLink(root.resolve("etc"), Path.of("../moved"));
                        })),
                attack(
                        "bin/sh",
                        "the link leads elsewhere",
                        tree -> keepingTime(tree.resolve("bin"), bin -> {
                            Files.delete(bin.resolve("sh"));
                            Files.createSymbolicLink(bin.resolve("sh"), Path.of("oth"));
                        })),
                attack(
                        "bin/other",
                        "two names become one file",
                        tree -> keepingTime(tree.resolve("bin"), bin -> {
                            Files.delete(bin.resolve("other"));
                            Files.createLink(bin.resolve("other"), bin.resolve("app"));
                        })),
                attack(
                        "bin/same",
                        "one file becomes two of equal content",
                        tree -> keepingTime(tree.resolve("bin"), bin -> {
                            Files.copy(bin.resolve("other"), bin.resolve("new"), StandardCopyOption.COPY_ATTRIBUTES);
                            Files.move(bin.resolve("new"), bin.resolve("same"), StandardCopyOption.REPLACE_EXISTING);
                        })),
                attack(
                        "bin/app",
                        "an attribute more",
                        tree -> Files.setAttribute(
                                tree.resolve("bin/app"), "user:x", "y".getBytes(StandardCharsets.US_ASCII))),
                attack("etc", "made opaque, which hides what lies beneath", tree -> xattr(tree.resolve("etc"))),
                attack(
                        "etc/shadow",
                        "a whiteout more",
                        tree -> keepingTime(tree.resolve("etc"), etc -> {
                            try (Fd fd =
                                    Descriptors.open(etc.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
                                new FileTree().makeWhiteout(fd, "shadow");
                            }
                        })));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("attacks")
    void aChangedTreeIsFoundAndNotLaunched(String path, String what, Attack attack) throws Exception {
        attack.on(tree);
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_CHANGED);
        assertThatCode(() -> unpack(TreeVerification.NONE))
                .as("nothing else stops it")
                .doesNotThrowAnyException();

        StoreCheckReport report = fixture.store.check(List.of(ImageName.parse("app:1")), CheckDepth.RECORDS);
        assertThat(report.isWhole()).isFalse();
        assertThat(report.findings())
                .extracting(StoreFinding::kind, StoreFinding::path)
                .contains(tuple(StoreFinding.Kind.TREE, Optional.of(path)));
        assertThat(report.damaged()).containsOnlyKeys(image.diffIds().getFirst());

        StoreCheckReport repaired = fixture.store.repair(report);
        assertThat(repaired.isWhole()).as(repaired.toString()).isTrue();
        assertThat(fixture.store.check(List.of(), CheckDepth.BLOBS).findings()).isEmpty();
        unpack(TreeVerification.STAT);
    }

    static Stream<Arguments> recordAttacks() {
        return Stream.of(
                attack("", "the record deleted", layer -> Files.delete(layer.resolve("layer.json"))),
                attack("", "the record damaged", layer -> Files.writeString(layer.resolve("layer.json"), "{}")),
                attack("", "the record a link", layer -> {
                    Files.move(layer.resolve("layer.json"), layer.resolve("x"));
                    Files.createSymbolicLink(layer.resolve("layer.json"), Path.of("x"));
                }),
                attack(
                        "",
                        "another root",
                        layer -> Files.writeString(
                                layer.resolve("layer.json"),
                                Files.readString(layer.resolve("layer.json"))
                                        .replaceFirst("\"root\":\"sha256:....", "\"root\":\"sha256:0000"))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("recordAttacks")
    void aLayerWithoutItsRecordIsFoundAndNotLaunched(String none, String what, Attack attack) throws Exception {
        attack.on(layer);
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_RECORD);
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_RECORD);
        isRepaired(StoreFinding.Kind.RECORD);
    }

    @Test
    void theRecordOfAnotherLayerIsFoundAndNotLaunched() throws IOException {
        for (String file : List.of("layer.json", "tree.manifest", "tree.seen")) {
            Files.copy(layer(1).resolve(file), layer.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_RECORD);
        isRepaired(StoreFinding.Kind.RECORD);
    }

    @Test
    void theShownStateOfAnotherLayerIsNotLaunched() throws IOException {
        Files.copy(layer(1).resolve("tree.seen"), layer.resolve("tree.seen"), StandardCopyOption.REPLACE_EXISTING);
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
    }

    @Test
    void aDamagedListOfEntriesIsFound() throws IOException {
        Path manifest = layer.resolve("tree.manifest");
        for (int at = 0; at < Files.size(manifest); at++) {
            byte[] right = Files.readAllBytes(manifest);
            byte[] wrong = right.clone();
            wrong[at] ^= 1;
            Files.write(manifest, wrong);
            StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.RECORDS);
            assertThat(report.isWhole()).as("byte %d", at).isFalse();
            Files.write(manifest, right);
        }
        assertThat(fixture.store.check(List.of(), CheckDepth.RECORDS).isWhole()).isTrue();
    }

    @Test
    void aDamagedShownStateIsNotLaunchedWhateverByteIt() throws IOException {
        Path seen = layer.resolve("tree.seen");
        byte[] right = Files.readAllBytes(seen);
        for (int at = 0; at < right.length; at++) {
            byte[] wrong = right.clone();
            wrong[at] ^= 1;
            Files.write(seen, wrong);
            assertThatCode(() -> unpack(TreeVerification.STAT))
                    .as("byte %d", at)
                    .isInstanceOf(ImmureException.class);
        }
        for (int length = 0; length < right.length; length++) {
            Files.write(seen, Arrays.copyOf(right, length));
            assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_RECORD);
        }
    }

    @Test
    void aForgeryThatAgreesWithItselfIsFoundFromTheBlobs() throws Exception {
        // Everything of this layer taken from another one, and its record made to say that it is this one's.
        Files.move(layer, directory.resolve("away"));
        new ProcessBuilder("cp", "-a", layer(1).toString(), layer.toString())
                .start()
                .waitFor();
        Files.writeString(
                layer.resolve("layer.json"),
                Files.readString(layer.resolve("layer.json"))
                        .replace(
                                image.diffIds().get(1).toString(),
                                image.diffIds().get(0).toString()));
        assertThat(fixture.store.check(List.of(), CheckDepth.RECORDS).isWhole())
                .as("records alone do not tell")
                .isTrue();
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.BLOBS);
        assertThat(report.findings()).extracting(StoreFinding::kind).containsExactly(StoreFinding.Kind.RECORD);
        assertThat(fixture.store.repair(report).isWhole()).isTrue();
        assertThat(tree.resolve("bin/app")).hasContent("the program");
    }

    @Test
    void aSwappedBlobIsFoundAndNothingIsRepairedFromIt() throws IOException {
        Path blob =
                fixture.root.resolve(TestImages.blobPath(image.layerDigests().getFirst()));
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        Files.writeString(tree.resolve("bin/app"), "evil");
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.RECORDS);
        assertThat(report.findings())
                .extracting(StoreFinding::kind)
                .contains(StoreFinding.Kind.BLOB_CHANGED, StoreFinding.Kind.TREE);
        StoreCheckReport repaired = fixture.store.repair(report);
        assertThat(repaired.isWhole()).isFalse();
        assertThat(repaired.findings()).noneMatch(StoreFinding::mended);
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
    }

    @Test
    void aMissingBlobAndAChangedManifestAreFound() throws IOException {
        Files.delete(
                fixture.root.resolve(TestImages.blobPath(image.layerDigests().get(1))));
        assertThat(fixture.store.check(List.of(), CheckDepth.RECORDS).findings())
                .extracting(StoreFinding::kind, StoreFinding::on)
                .containsExactly(tuple(
                        StoreFinding.Kind.BLOB_MISSING, image.layerDigests().get(1)));
        Path manifest = fixture.root.resolve(TestImages.blobPath(image.manifestDigest()));
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("2", "3"));
        assertThat(fixture.store.check(List.of(), CheckDepth.RECORDS).findings())
                .extracting(StoreFinding::kind, StoreFinding::on)
                .containsExactly(tuple(StoreFinding.Kind.BLOB_CHANGED, image.manifestDigest()));
    }

    @Test
    void aRestoredStoreLaunchesAgainWhenACheckHasFoundItWhole() throws Exception {
        Path moved = directory.resolve("moved");
        Files.move(tree, moved);
        new ProcessBuilder("cp", "-a", moved.toString(), tree.toString())
                .start()
                .waitFor();
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
        StoreCheckReport report = fixture.store.check(List.of(ImageName.parse("app:1")), CheckDepth.RECORDS);
        assertThat(report.isWhole()).as(report.toString()).isTrue();
        assertThat(report.renewed()).containsExactly(image.diffIds().getFirst());
        unpack(TreeVerification.STAT);
        assertThat(fixture.content()).noneMatch(path -> path.startsWith("tmp/"));
    }

    @Test
    void aLayerInUseIsNotReplaced() throws IOException {
        try (ImageSource source = source(fixture.store);
                UnpackedImage used = fixture.store.unpack(source)) {
            Files.writeString(tree.resolve("bin/app"), "evil");
            StoreCheckReport report = fixture.store.repair(fixture.store.check(List.of(), CheckDepth.RECORDS));
            assertThat(report.isWhole()).isFalse();
            assertThat(report.findings().getLast().detail()).contains("a sandbox uses it");
            assertThat(used.layers()).hasSize(2);
        }
        assertThat(tree.resolve("bin/app")).hasContent("evil");
        isRepaired(StoreFinding.Kind.TREE);
    }

    private void isRepaired(StoreFinding.Kind kind) {
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.RECORDS);
        assertThat(report.findings()).extracting(StoreFinding::kind).contains(kind);
        assertThat(fixture.store.repair(report).isWhole()).isTrue();
        assertThat(fixture.store.check(List.of(), CheckDepth.BLOBS).findings()).isEmpty();
        unpack(TreeVerification.STAT);
    }

    private void unpack(TreeVerification verification) {
        try (ContentStore store = ContentStore.open(fixture.root, Limits.DEFAULT, verification);
                ImageSource source = source(store)) {
            store.unpack(source).close();
        }
    }

    private static ImageSource source(ContentStore store) {
        return store.source((ImageReference.Stored) ImageReference.parse("app:1"));
    }

    private Path layer(int index) {
        return fixture.root.resolve(
                "layers/sha256/" + image.diffIds().get(index).hex());
    }

    private static Arguments attack(String path, String what, Attack attack) {
        return Arguments.of(path, what, attack);
    }

    private static void keepingTime(Path file, Attack change) throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        change.on(file);
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, time);
        }
    }

    private static void xattr(Path path) throws Exception {
        try (Fd fd = Descriptors.open(path.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY)) {
            new FileTree().setXattr(fd, "user.overlay.opaque", new byte[] {'y'});
        }
    }
}
