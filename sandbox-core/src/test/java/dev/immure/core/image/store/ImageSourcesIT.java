package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.internal.kernel.PipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourcesIT {
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
    void readsTheSameImageFromALayoutAndAnArchive() {
        TestImages image = TestImages.small();
        image.layout(directory.resolve("layout"));
        image.ociArchive(directory.resolve("image.tar"));
        for (String reference :
                new String[] {"oci:" + directory + "/layout:v1", "oci-archive:" + directory + "/image.tar:v1"}) {
            try (ImageSource source = source(reference);
                    UnpackedImage unpacked = fixture.store.unpack(source)) {
                assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
                assertThat(source.image().tag()).contains("v1");
                assertThat(source.image().reference()).isEqualTo(reference);
                assertThat(unpacked.layers().getFirst().tree().resolve("bin/true"))
                        .hasContent("#!/bin/sh\n");
            }
        }
    }

    @Test
    void readsWhatDockerSaves() {
        TestImages image = TestImages.of().layer(TestImages.smallLayer().bytes(), LayerCompression.NONE);
        String file = "docker-archive:" + image.dockerArchive(directory.resolve("d.tar"), "tools/small:13");
        Digest first;
        try (ImageSource source = source(file);
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            first = source.image().digest();
            assertThat(source.image().name()).contains("tools/small");
            assertThat(source.image().tag()).contains("13");
            assertThat(unpacked.layers().getFirst().tree().resolve("bin/true")).exists();
        }
        try (ImageSource source = source(file + ":13")) {
            assertThat(source.image().digest())
                    .as("the same archive has the same digest")
                    .isEqualTo(first);
            fixture.store.importImage(source, ImageName.parse("saved:1"));
        }
        try (ImageSource source = source("saved:1")) {
            assertThat(source.image().digest()).isEqualTo(first);
        }
        assertFault(() -> source(file + ":14").close(), ImageFault.TAG_MISSING);
    }

    @Test
    void followsTheLinksThatDockerWritesForLayersItHasAlready() throws IOException {
        byte[] layer = tar().file("f", "x").bytes();
        String hex = Digest.of(layer).hex();
        byte[] config = TestImages.of()
                .layer(layer, LayerCompression.NONE)
                .layer(layer, LayerCompression.NONE)
                .configBytes();
        String manifest = "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]";
        byte[] archive = TestTar.tar()
                .add(new TestTar.Entry('0', "c.json").content(config))
                .directory("a")
                .add(new TestTar.Entry('0', "a/layer.tar").content(layer))
                .directory("b")
                .symlink("b/layer.tar", "../a/layer.tar")
                .file("manifest.json", manifest)
                .bytes();
        Path file = Files.write(directory.resolve("d.tar"), archive);
        try (ImageSource source = source("docker-archive:" + file);
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(source.image().config().diffIds())
                    .extracting(Digest::hex)
                    .containsExactly(hex, hex);
            assertThat(unpacked.layers()).hasSize(1);
        }
    }

    @Test
    void refusesADockerArchiveWhoseLayerIsNotWhatItsDiffIdSays() {
        TestImages image = TestImages.of()
                .layer(
                        tar().file("f", "evil").bytes(),
                        MediaTypes.OCI_LAYER,
                        Digest.of(tar().file("f", "good").bytes()));
        Path file = image.dockerArchive(directory.resolve("d.tar"), "x:1");
        try (ImageSource source = source("docker-archive:" + file)) {
            assertFault(() -> fixture.store.unpack(source).close(), ImageFault.BLOB_DIGEST);
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void refusesDockerArchivesThatAreNotWhole() throws IOException {
        TestImages gzip = TestImages.small();
        assertFault(
                () -> source("docker-archive:" + gzip.dockerArchive(directory.resolve("z.tar"), "x:1"))
                        .close(),
                ImageFault.LAYER_MEDIA_TYPE);
        TestImages plain = TestImages.of().layer(TestImages.smallLayer().bytes(), LayerCompression.NONE);
        Path missing = plain.editManifest(m -> m.replace("layer.tar", "lager.tar"))
                .dockerArchive(directory.resolve("m.tar"), "x:1");
        assertFault(() -> source("docker-archive:" + missing).close(), ImageFault.BLOB_MISSING);
        Path fewer = TestImages.of()
                .layer(TestImages.smallLayer().bytes(), LayerCompression.NONE)
                .editManifest(m -> m.replaceAll("\"Layers\":\\[.*?\\]", "\"Layers\":[]"))
                .dockerArchive(directory.resolve("f.tar"), "x:1");
        assertFault(() -> source("docker-archive:" + fewer).close(), ImageFault.DIFF_ID_COUNT);
        Path none = Files.write(directory.resolve("n.tar"), tar().file("x", "y").bytes());
        assertFault(() -> source("docker-archive:" + none).close(), ImageFault.LAYOUT);
    }

    @Test
    void refusesArchivesThatMeanTwoThings() throws IOException {
        byte[] twice = tar().file("oci-layout", "{}").file("oci-layout", "{}").bytes();
        Path file = Files.write(directory.resolve("twice.tar"), twice);
        assertFault(() -> source("oci-archive:" + file).close(), ImageFault.DUPLICATE_ENTRY);
        Path cut = Files.write(directory.resolve("cut.tar"), Arrays.copyOf(twice, 700));
        assertFault(() -> source("oci-archive:" + cut).close(), ImageFault.TAR_TRUNCATED);
        Path compressed = Files.write(directory.resolve("z.tar.gz"), TestImages.gzip(twice));
        assertFault(() -> source("oci-archive:" + compressed).close(), ImageFault.TAR_TRUNCATED);
        assertFault(() -> source("oci-archive:" + directory).close(), ImageFault.LAYOUT);
    }

    @Test
    void choosesByTagAndRefusesToGuess() {
        Path layout = TestImages.of(tar().file("a", "1")).refName("one").layout(directory.resolve("layout"));
        TestImages two = TestImages.of(tar().file("a", "2")).refName("registry.example.com/x:two");
        two.layout(layout);
        try (ImageSource source = source("oci:" + layout + ":registry.example.com/x:two")) {
            assertThat(source.image().digest()).isEqualTo(two.manifestDigest());
            assertThat(source.image().name()).contains("registry.example.com/x");
            assertThat(source.image().tag()).contains("two");
        }
        assertFault(() -> source("oci:" + layout).close(), ImageFault.TAG_AMBIGUOUS);
        assertFault(() -> source("oci:" + layout + ":three").close(), ImageFault.TAG_MISSING);
        TestImages.of(tar().file("a", "3")).refName("one").layout(layout);
        assertFault(() -> source("oci:" + layout + ":one").close(), ImageFault.TAG_AMBIGUOUS);
    }

    @Test
    void doesNotTakeASignatureForTheOnlyImage() {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        TestImages.attach(layout, RefName.attachment(image.manifestDigest(), "sig"), image.manifestBytes());
        try (ImageSource source = source("oci:" + layout)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.tagged(RefName.attachment(image.manifestDigest(), "sig")))
                    .isPresent();
            assertThat(source.tagged("other")).isEmpty();
        }
    }

    @Test
    void refusesLayoutsThatAreNotOnes() throws IOException {
        assertFault(() -> source("oci:" + directory + "/nowhere").close(), ImageFault.NOT_FOUND);
        Path layout = TestImages.small().layout(directory.resolve("layout"));
        assertFault(() -> source("oci:" + layout + "/index.json").close(), ImageFault.LAYOUT);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertFault(() -> source("oci:" + layout).close(), ImageFault.LAYOUT);
        Files.delete(layout.resolve("oci-layout"));
        assertFault(() -> source("oci:" + layout).close(), ImageFault.LAYOUT);
    }

    @Test
    void followsNoLinkAndWaitsForNoPipeInALayout() throws Exception {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        Path index = layout.resolve("index.json");
        Path moved = Files.move(index, directory.resolve("index.json"));
        Files.createSymbolicLink(index, moved);
        assertFault(() -> source("oci:" + layout).close(), ImageFault.LAYOUT);
        Files.delete(index);
        PipeFile.make(index);
        assertFault(() -> source("oci:" + layout).close(), ImageFault.LAYOUT);
    }

    @Test
    void refusesAMissingBlob() throws IOException {
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        Files.delete(layout.resolve(TestImages.blobPath(image.layerDigests().getFirst())));
        fixture.refuses(layout, ImageFault.BLOB_MISSING);
    }

    @Test
    void readsALayerThatIsReplacedWhileItIsReadOnlyOnce() throws IOException {
        // S50, in its strongest form: whatever is read is what was hashed, so a change between
        // two reads cannot matter; here the second image under the same digest is caught by its own bytes.
        TestImages image = TestImages.small();
        Path layout = image.layout(directory.resolve("layout"));
        try (ImageSource source = source("oci:" + layout)) {
            Path blob = layout.resolve(TestImages.blobPath(image.layerDigests().getFirst()));
            byte[] other = Files.readAllBytes(blob);
            other[other.length - 12] ^= 1;
            Files.write(blob, other);
            assertFault(() -> fixture.store.unpack(source).close(), ImageFault.BLOB_DIGEST);
        }
        assertThat(fixture.content()).isEmpty();
    }

    private ImageSource source(String reference) {
        return ImageSources.open(ImageReference.parse(reference), fixture.store);
    }
}
