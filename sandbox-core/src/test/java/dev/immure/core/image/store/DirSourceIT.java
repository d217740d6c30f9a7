package dev.immure.core.image.store;

import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.registry.RegistryAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirSourceIT {
    @TempDir
    Path temporary;

    private StoreFixture fixture;
    private final TestImages image = TestImages.small();
    private Path directory;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temporary.resolve("store"));
        directory = image.directory(temporary.resolve("dir"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aDirectoryHoldsTheSameImageAsALayout() {
        try (ImageSource source = source();
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().name()).isEmpty();
            assertThat(unpacked.layers().getFirst().tree().resolve("bin/true")).hasContent("#!/bin/sh\n");
        }
    }

    @Test
    void looseSignaturesAreReadInOrderAndComeAlongWithAnImport() throws IOException {
        for (int i = 1; i <= 11; i++) {
            Files.writeString(directory.resolve("signature-" + i), "signature " + i);
        }
        Files.writeString(directory.resolve("signature-13"), "after a gap");
        try (ImageSource source = source()) {
            assertThat(texts(source))
                    .hasSize(11)
                    .startsWith("signature 1", "signature 2")
                    .endsWith("signature 11");
            fixture.store.importImage(source, ImageName.parse("app:1"));
        }
        try (ImageSource stored = ImageSources.open(ImageReference.parse("app:1"), fixture.store)) {
            assertThat(texts(stored))
                    .hasSize(11)
                    .startsWith("signature 1", "signature 2")
                    .endsWith("signature 11");
        }
        fixture.store.gc();
        try (ImageSource stored = ImageSources.open(ImageReference.parse("app:1"), fixture.store)) {
            assertThat(texts(stored)).hasSize(11);
        }
        fixture.store.remove(ImageName.parse("app:1"));
        fixture.store.gc();
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void tooManyOrTooLargeSignaturesAreRefused() throws IOException {
        for (int i = 1; i <= 100; i++) {
            Files.writeString(directory.resolve("signature-" + i), "s");
        }
        try (ImageSource source = source()) {
            assertThat(source.looseSignatures()).hasSize(100);
            Files.writeString(directory.resolve("signature-101"), "s");
            assertFault(source::looseSignatures, ImageFault.TOO_MANY_ATTACHMENTS);
            Files.write(directory.resolve("signature-1"), new byte[(64 << 10) + 1]);
            assertFault(source::looseSignatures, ImageFault.BLOB_TOO_LARGE);
        }
    }

    @Test
    void followsNoLinkInADirectory() throws IOException {
        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "s");
        Files.createSymbolicLink(directory.resolve("signature-1"), elsewhere);
        try (ImageSource source = source()) {
            assertFault(source::looseSignatures, ImageFault.LAYOUT);
        }
        Path layer = directory.resolve(image.layerDigests().getFirst().hex());
        Files.move(layer, elsewhere, StandardCopyOption.REPLACE_EXISTING);
        Files.createSymbolicLink(layer, elsewhere);
        try (ImageSource source = source()) {
            assertFault(() -> fixture.store.unpack(source).close(), ImageFault.LAYOUT);
        }
        assertThat(fixture.content()).isEmpty();
    }

    @Test
    void aLayerThatIsNotWhatTheManifestNamesIsRefused() throws IOException {
        Path layer = directory.resolve(image.layerDigests().getFirst().hex());
        byte[] content = Files.readAllBytes(layer);
        content[content.length - 12] ^= 1;
        Files.write(layer, content);
        try (ImageSource source = source()) {
            assertFault(() -> fixture.store.unpack(source).close(), ImageFault.BLOB_DIGEST);
        }
        Files.write(layer, new byte[3]);
        try (ImageSource source = source()) {
            assertFault(() -> fixture.store.unpack(source).close(), ImageFault.BLOB_SIZE);
        }
    }

    @Test
    void aDirectoryThatIsNoImageIsRefused() throws IOException {
        Files.writeString(directory.resolve("version"), "Directory Transport Version: 1.0\n");
        assertFault(() -> source().close(), ImageFault.LAYOUT);
        Files.delete(directory.resolve("version"));
        assertFault(() -> source().close(), ImageFault.LAYOUT);
        assertFault(
                () -> ImageSources.open(ImageReference.parse("dir:" + temporary + "/none"), fixture.store)
                        .close(),
                ImageFault.NOT_FOUND);
    }

    @Test
    void aManifestWithBothKindsOfMembersIsRefused() throws IOException {
        String manifest = new String(image.manifestBytes(), StandardCharsets.UTF_8);
        Files.writeString(
                directory.resolve("manifest.json"), manifest.replace("\"layers\"", "\"manifests\":[],\"layers\""));
        assertFault(() -> source().close(), ImageFault.AMBIGUOUS_MANIFEST);
    }

    @Test
    void theImageOfAnIndexHasItsOwnSignatures() throws IOException {
        Descriptor child = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                image.manifestDigest(),
                image.manifestBytes().length,
                Map.of(),
                Optional.of(Platform.host()),
                Optional.empty());
        Files.write(directory.resolve("manifest.json"), LayoutJson.index(List.of(child)));
        String hex = image.manifestDigest().hex();
        Files.write(directory.resolve(hex + ".manifest.json"), image.manifestBytes());
        Files.writeString(directory.resolve("signature-1"), "of the index");
        Files.writeString(directory.resolve(hex + "-signature-1"), "of the manifest");
        try (ImageSource source = source()) {
            assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
            assertThat(source.image().index()).isPresent();
            assertThat(texts(source)).containsExactly("of the index", "of the manifest");
        }
    }

    @Test
    void aManifestAloneCanBeOpenedForVerification() throws IOException {
        Files.delete(directory.resolve(image.layerDigests().getFirst().hex()));
        Path layout = image.layout(temporary.resolve("layout"));
        for (Path file : List.of(directory, layout.resolve("blobs/sha256"))) {
            Files.delete(file.resolve(Digest.of(image.configBytes()).hex()));
        }
        for (String reference : List.of("dir:" + directory, "oci:" + layout)) {
            ImageReference parsed = ImageReference.parse(reference);
            assertFault(() -> ImageSources.open(parsed, fixture.store).close(), ImageFault.BLOB_MISSING);
            try (ImageSource source =
                    ImageSources.open(parsed, fixture.store, RegistryAccess.ANONYMOUS, ImageReading.MANIFEST_ONLY)) {
                assertThat(source.image().digest()).isEqualTo(image.manifestDigest());
                assertThatIllegalStateException()
                        .isThrownBy(() -> source.image().config());
            }
        }
    }

    private ImageSource source() {
        return ImageSources.open(ImageReference.parse("dir:" + directory), fixture.store);
    }

    private static List<String> texts(ImageSource source) {
        return source.looseSignatures().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
