package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.core.image.store.LayoutJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a layout says of itself, opening it gives the image whose bytes are there, or a fault of the image area. */
class LayoutFuzzTest {
    private static final byte[] CONFIG = """
            {"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}""".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MANIFEST = LayoutJson.manifest(
            Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(CONFIG), CONFIG.length), List.of(), Map.of());
    private static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    /** What an index must name to be opened; the seeds name it too. */
    private static final Digest ONLY_IMAGE = Digest.of(MANIFEST);

    private static final byte[] INDEX = ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\""
                    + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"" + ONLY_IMAGE + "\",\"size\":" + MANIFEST.length
                    + "}]}")
            .getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path directory;

    private static ContentStore store;

    @BeforeAll
    static void makeBlobs() throws IOException {
        store = ContentStore.open(directory.resolve("store"));
        Path blobs = Files.createDirectories(directory.resolve("layout/blobs/sha256"));
        Files.write(blobs.resolve(Digest.of(CONFIG).hex()), CONFIG);
        Files.write(blobs.resolve(ONLY_IMAGE.hex()), MANIFEST);
        Path dir = Files.createDirectory(directory.resolve("dir"));
        Files.writeString(dir.resolve("version"), "Directory Transport Version: 1.1\n");
        Files.write(dir.resolve(Digest.of(CONFIG).hex()), CONFIG);
        Files.write(dir.resolve(ONLY_IMAGE.hex() + ".manifest.json"), MANIFEST);
    }

    @AfterAll
    static void closeStore() {
        store.close();
    }

    /** If it did not, every index would be refused for what it names, and the harness below would test nothing. */
    @Test
    void theLayoutOpensWhenItIsIntact() throws IOException {
        assertThat(openLayout(MARKER, INDEX)).contains(ONLY_IMAGE);
    }

    @FuzzTest
    void anIndexIsReadOrRefused(byte[] index) throws IOException {
        openLayout(MARKER, index);
    }

    @FuzzTest
    void aMarkerIsReadOrRefused(byte[] marker) throws IOException {
        openLayout(marker, INDEX);
    }

    @FuzzTest
    void aDirectoryIsReadOrRefused(byte[] manifest) throws IOException {
        Path dir = directory.resolve("dir");
        Files.write(dir.resolve("manifest.json"), manifest);
        Files.write(dir.resolve("signature-1"), manifest);
        open(new ImageReference.Directory(dir))
                .ifPresent(digest -> assertThat(digest).isIn(ONLY_IMAGE, Digest.of(manifest)));
    }

    @FuzzTest
    void anArchiveIsReadOrRefused(byte[] tar) throws IOException {
        Path file = Files.write(directory.resolve("archive.tar"), tar);
        open(new ImageReference.OciArchive(file, Optional.empty()));
        open(new ImageReference.DockerArchive(file, Optional.empty()));
    }

    private static Optional<Digest> openLayout(byte[] marker, byte[] index) throws IOException {
        Path layout = directory.resolve("layout");
        Files.write(layout.resolve("oci-layout"), marker);
        Files.write(layout.resolve("index.json"), index);
        Optional<Digest> opened = open(new ImageReference.OciLayout(layout, Optional.empty()));
        opened.ifPresent(digest -> assertThat(digest).isEqualTo(ONLY_IMAGE));
        return opened;
    }

    private static Optional<Digest> open(ImageReference reference) {
        try (ImageSource source = ImageSources.open(reference, store)) {
            source.looseSignatures();
            source.referrers(source.image().digest());
            return Optional.of(source.image().manifest().digest());
        } catch (ImmureException e) {
            assertThat(e.fault().code()).as(e.fault().sentence()).isInstanceOf(ImageFault.class);
            return Optional.empty();
        }
    }
}
