package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.RefName;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.UnpackedLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreIT {
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

    @Test
    void importsAndGivesBackTheSameImage() {
        TestImages image = TestImages.small();
        StoredImage stored = fixture.importLayout(image.layout(directory.resolve("layout")), "tools/small:1");
        assertThat(stored.descriptor().digest()).isEqualTo(image.manifestDigest());
        assertThat(fixture.store.list()).containsExactly(stored);
        try (ImageSource source = open("tools/small:1")) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().name()).contains("tools/small");
            assertThat(source.image().tag()).contains("1");
            assertThat(source.image().reference()).isEqualTo("tools/small:1");
            assertThat(source.image().config().command()).containsExactly("/bin/true");
        }
        try (ImageSource source = open("tools/small@" + image.manifestDigest())) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
        }
    }

    @Test
    void unpacksWithTheImportAndReusesTheTree() throws IOException {
        TestImages image = TestImages.small();
        fixture.importLayout(image.layout(directory.resolve("layout")), "small");
        String layer = "layers/sha256/" + image.diffIds().getFirst().hex();
        assertThat(fixture.content()).contains(layer);
        // The blob is no longer needed: taking it away shows that it is not read again.
        Files.delete(
                fixture.root.resolve(TestImages.blobPath(image.layerDigests().getFirst())));
        try (ImageSource source = open("small");
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(unpacked.layers())
                    .extracting(UnpackedLayer::tree)
                    .containsExactly(fixture.root.resolve(layer).resolve("tree"));
        }
    }

    @Test
    void unpacksAgainFromTheBlobWhenTheTreeIsGone() throws IOException {
        TestImages image = TestImages.of().layer(tar().file("f", "x").bytes(), LayerCompression.ZSTD);
        fixture.importLayout(image.layout(directory.resolve("layout")), "small");
        Path layer = fixture.root.resolve(
                "layers/sha256/" + image.diffIds().getFirst().hex());
        Files.move(layer, directory.resolve("away"));
        try (ImageSource source = open("small");
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(unpacked.layers().getFirst().tree().resolve("f")).hasContent("x");
        }
    }

    @Test
    void refusesATamperedCopyOfAnImageItKnows() {
        fixture.unpackLayout(TestImages.small().layout(directory.resolve("good")))
                .close();
        Path tampered = TestImages.small()
                .tamper(0, bytes -> {
                    bytes[bytes.length / 2] ^= 1;
                    return bytes;
                })
                .layout(directory.resolve("tampered"));
        List<String> before = fixture.content();
        assertFault(() -> fixture.unpackLayout(tampered).close(), ImageFault.BLOB_DIGEST);
        assertFault(() -> fixture.importLayout(tampered, "x"), ImageFault.BLOB_DIGEST);
        assertThat(fixture.content()).isEqualTo(before);
    }

    @Test
    void refusesAKnownDiffIdUnderAnotherBlob() {
        fixture.unpackLayout(TestImages.small().layout(directory.resolve("good")))
                .close();
        Digest known = TestImages.small().diffIds().getFirst();
        TestImages lie = TestImages.of()
                .layer(TestImages.gzip(tar().file("evil", "x").bytes()), MediaTypes.OCI_LAYER_GZIP, known);
        List<String> before = fixture.content();
        assertFault(
                () -> fixture.unpackLayout(lie.layout(directory.resolve("lie"))).close(), ImageFault.DIFF_ID);
        assertThat(fixture.content()).isEqualTo(before);
    }

    @Test
    void acceptsAnotherCompressionOfAKnownLayer() {
        byte[] tar = TestImages.smallLayer().bytes();
        fixture.unpackLayout(TestImages.small().layout(directory.resolve("gzip")))
                .close();
        Path plain = TestImages.of().layer(tar, LayerCompression.NONE).layout(directory.resolve("plain"));
        for (int i = 0; i < 2; i++) {
            try (UnpackedImage unpacked = fixture.unpackLayout(plain)) {
                assertThat(unpacked.layers()).extracting(UnpackedLayer::diffId).containsExactly(Digest.of(tar));
            }
        }
    }

    @Test
    void leavesNothingOfAnImageWhoseSecondLayerIsBad() {
        TestImages image = TestImages.of(tar().file("good", "x"), tar().file("../bad", "x"));
        fixture.refuses(image.layout(directory.resolve("layout")), ImageFault.PATH_PARENT);
    }

    @Test
    void bringsSignaturesAlongAndTakesThemAway() {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        byte[] payload = "{\"critical\":{}}".getBytes(StandardCharsets.UTF_8);
        byte[] manifest = signature(payload);
        TestImages.attach(
                layout,
                RefName.attachment(image.manifestDigest(), "sig"),
                manifest,
                "{}".getBytes(StandardCharsets.UTF_8),
                payload);
        try (ImageSource source =
                ImageSources.open(new ImageReference.OciLayout(layout, Optional.of("v1")), fixture.store)) {
            fixture.store.importImage(source, ImageName.parse("signed:1"));
        }
        String tag = RefName.attachment(image.manifestDigest(), "sig");
        try (ImageSource source = open("signed:1")) {
            Descriptor found = source.tagged(tag).orElseThrow();
            assertThat(source.read(found, 1 << 20)).isEqualTo(manifest);
            assertThat(source.read(Descriptor.of("x", Digest.of(payload), payload.length), 1 << 20))
                    .isEqualTo(payload);
        }
        assertThat(fixture.store.list()).as("signatures are not images").hasSize(1);
        fixture.store.remove(ImageName.parse("signed:1"));
        assertThat(fixture.store.tagged(ImageName.parse("signed"), tag)).isEmpty();
    }

    @Test
    void refusesAnImageWhoseSignatureIsNotWhatItsDescriptorSays() throws IOException {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        byte[] payload = "{\"critical\":{}}".getBytes(StandardCharsets.UTF_8);
        TestImages.attach(
                layout,
                RefName.attachment(image.manifestDigest(), "sig"),
                signature(payload),
                "{}".getBytes(StandardCharsets.UTF_8),
                payload);
        Files.writeString(layout.resolve(TestImages.blobPath(Digest.of(payload))), "{\"critical\":[]}");
        List<String> before = fixture.content();
        assertFault(() -> fixture.importLayout(layout, "x"), ImageFault.BLOB_DIGEST);
        assertThat(fixture.content()).isEqualTo(before);
    }

    @Test
    void putsASignatureInItsPlaceAtOnce() {
        TestImages image = TestImages.small();
        fixture.importLayout(image.layout(directory.resolve("layout")), "s:1");
        byte[] payload = "{\"critical\":{}}".getBytes(StandardCharsets.UTF_8);
        String tag = RefName.attachment(image.manifestDigest(), "sig");
        fixture.store.putManifest(
                ImageName.parse("s"), tag, signature(payload), List.of(payload, "{}".getBytes(StandardCharsets.UTF_8)));
        fixture.store.gc();
        try (ImageSource source = open("s:1")) {
            assertThat(source.tagged(tag)).isPresent();
            assertThat(source.read(Descriptor.of("x", Digest.of(payload), payload.length), 100))
                    .isEqualTo(payload);
        }
    }

    @Test
    void keepsTheIndexThatAnImageWasNamedBy() throws IOException {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        Descriptor child = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                image.manifestDigest(),
                image.manifestBytes().length,
                Map.of(),
                Optional.of(Platform.host()),
                Optional.empty());
        Descriptor other = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                Digest.of(new byte[] {1}),
                1,
                Map.of(),
                Optional.of(new Platform("linux", "s390x")),
                Optional.empty());
        byte[] index = LayoutJson.index(List.of(child, other));
        Files.write(layout.resolve(TestImages.blobPath(Digest.of(index))), index);
        Descriptor top = new Descriptor(
                MediaTypes.OCI_INDEX,
                Digest.of(index),
                index.length,
                Map.of(RefName.ANNOTATION, "multi"),
                Optional.empty(),
                Optional.empty());
        Files.write(layout.resolve("index.json"), LayoutJson.index(List.of(top)));
        StoredImage stored = fixture.importLayout(layout, "multi:1");
        assertThat(stored.descriptor().digest()).isEqualTo(Digest.of(index));
        fixture.store.gc();
        try (ImageSource source = open("multi:1");
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().index().map(Descriptor::digest)).contains(Digest.of(index));
            assertThat(unpacked.layers()).hasSize(1);
        }
    }

    @Test
    void collectsWhatNoNameLeadsTo() {
        TestImages kept = TestImages.of(tar().file("kept", "x"));
        TestImages gone = TestImages.of(tar().file("gone", "x"));
        fixture.importLayout(kept.layout(directory.resolve("a")), "kept:1");
        List<String> before = fixture.content();
        Path layout = gone.layout(directory.resolve("b"));
        fixture.importLayout(layout, "gone:1");
        fixture.importLayout(layout, "gone:2");
        fixture.store.remove(ImageName.parse("gone:1"));
        assertThat(fixture.store.gc().layers()).as("gone:2 still has a name").isZero();
        fixture.store.remove(ImageName.parse("gone:2"));
        GcReport report = fixture.store.gc();
        assertThat(report.layers()).isEqualTo(1);
        assertThat(report.blobs()).isEqualTo(3);
        assertThat(report.blobBytes()).isPositive();
        assertThat(fixture.content()).isEqualTo(before);
        assertFault(() -> open("gone:2").close(), ImageFault.NOT_FOUND);
    }

    @Test
    void leavesLayersInUseToTheirUsers() {
        TestImages image = TestImages.small();
        try (UnpackedImage unpacked = fixture.unpackLayout(image.layout(directory.resolve("layout")))) {
            GcReport report = fixture.store.gc();
            assertThat(report.layers()).isZero();
            assertThat(report.layersInUse()).isEqualTo(1);
            assertThat(unpacked.layers().getFirst().tree().resolve("bin/true")).exists();
        }
        assertThat(fixture.store.gc().layers()).isEqualTo(1);
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException {
        Files.createDirectories(fixture.root.resolve("tmp/stage-dead/tree/sub"));
        Files.writeString(fixture.root.resolve("tmp/stage-dead/tree/sub/f"), "x");
        Files.createSymbolicLink(fixture.root.resolve("tmp/stage-dead/link"), directory);
        fixture.store.gc();
        assertThat(fixture.content()).isEmpty();
        assertThat(directory).exists();
    }

    @Test
    void collectsNothingWhenItCannotTellWhatIsNeeded() throws IOException {
        TestImages image = TestImages.small();
        fixture.importLayout(image.layout(directory.resolve("layout")), "small");
        Files.writeString(fixture.root.resolve(TestImages.blobPath(image.manifestDigest())), "{}");
        List<String> before = fixture.content();
        assertFault(fixture.store::gc, ImageFault.BLOB_SIZE);
        assertThat(fixture.content()).isEqualTo(before);
    }

    @Test
    void letsManyImportAtOnce() throws Exception {
        List<Callable<StoredImage>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "image" + i % 4;
            Path layout = TestImages.of(TestImages.smallLayer(), tar().file("own" + i % 4, "x"))
                    .layout(directory.resolve("layout" + i));
            work.add(() -> {
                try (ContentStore own = ContentStore.open(fixture.root);
                        ImageSource source =
                                ImageSources.open(new ImageReference.OciLayout(layout, Optional.empty()), own)) {
                    own.unpack(source).close();
                    return own.importImage(source, ImageName.parse(name));
                }
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<StoredImage> done : pool.invokeAll(work)) {
                assertThat(done.get().name().tag()).contains("latest");
            }
        }
        assertThat(fixture.store.list()).hasSize(4);
        assertThat(fixture.content()).noneMatch(path -> path.startsWith("tmp/"));
        assertThat(fixture.content().stream().filter(path -> path.startsWith("layers/")))
                .hasSize(5);
    }

    @Test
    void movesANameToTheNewerImage() {
        TestImages first = TestImages.of(tar().file("a", "1"));
        TestImages second = TestImages.of(tar().file("a", "2"));
        fixture.importLayout(first.layout(directory.resolve("a")), "x:1");
        fixture.importLayout(second.layout(directory.resolve("b")), "x:1");
        assertThat(fixture.store.list())
                .extracting(image -> image.descriptor().digest())
                .containsExactly(second.manifestDigest());
    }

    @Test
    void tagsOnlyWhatItHas() {
        Descriptor unknown = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(new byte[0]), 0);
        assertFault(() -> fixture.store.tag(ImageName.parse("x"), "1", unknown), ImageFault.BLOB_MISSING);
        Descriptor blob = fixture.store.putBlob("text/plain", new byte[] {1, 2});
        assertThat(fixture.store.tag(ImageName.parse("x"), "1", blob).name()).hasToString("x:1");
        assertFault(
                () -> fixture.importLayout(
                        TestImages.small().layout(directory.resolve("l")),
                        "x:" + RefName.attachment(blob.digest(), "sig")),
                ImageFault.NAME);
    }

    @Test
    void refusesAStoreThatOthersCanWriteTo() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertFault(() -> ContentStore.open(open).close(), ImageFault.STORE_OWNER);
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(foreign, "unix:uid", 1000);
        assertFault(() -> ContentStore.open(foreign).close(), ImageFault.STORE_OWNER);
    }

    @Test
    void refusesAStoreWhoseDirectoriesAreLinks() throws IOException {
        Path planted = Files.createDirectory(
                directory.resolve("planted"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(planted.resolve("blobs"), directory);
        assertFault(() -> ContentStore.open(planted).close(), ImageFault.STORE);
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        fixture.importLayout(TestImages.small().layout(directory.resolve("layout")), "small");
        for (String path : List.of(".", "blobs", "blobs/sha256", "layers", "layers/sha256", "tmp")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.root.resolve(path))))
                    .as(path)
                    .isEqualTo("rwx------");
        }
        for (String path : List.of("index.json", "lock", "names.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.root.resolve(path))))
                    .as(path)
                    .isEqualTo("rw-------");
        }
    }

    private ImageSource open(String name) {
        return ImageSources.open(ImageReference.parse(name), fixture.store);
    }

    private static byte[] signature(byte[] payload) {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        return LayoutJson.manifest(
                Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(config), config.length),
                List.of(Descriptor.of(
                        "application/vnd.dev.cosign.simplesigning.v1+json", Digest.of(payload), payload.length)),
                Map.of());
    }
}
