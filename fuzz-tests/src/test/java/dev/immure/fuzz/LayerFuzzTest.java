package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.LayoutJson;
import dev.immure.core.image.store.UnpackedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A layer of any bytes, under the right digests: it is unpacked within its place or refused, and nothing else happens. */
class LayerFuzzTest {
    @TempDir
    Path directory;

    @FuzzTest
    void plainLayerStaysWithinItsPlace(byte[] data) throws IOException {
        unpack(data, MediaTypes.OCI_LAYER);
    }

    @FuzzTest
    void gzipLayerStaysWithinItsPlace(byte[] data) throws IOException {
        unpack(data, MediaTypes.OCI_LAYER_GZIP);
    }

    @FuzzTest
    void zstdLayerStaysWithinItsPlace(byte[] data) throws IOException {
        unpack(data, MediaTypes.OCI_LAYER_ZSTD);
    }

    private void unpack(byte[] layer, String mediaType) throws IOException {
        Path sentinel = Files.writeString(directory.resolve("sentinel"), "untouched");
        try (ContentStore store = ContentStore.open(directory.resolve("store"))) {
            put(store, layer, mediaType);
            try (ImageSource source = store.source((ImageReference.Stored) ImageReference.parse("fuzz:1"));
                    UnpackedImage unpacked = store.unpack(source)) {
                assertThat(unpacked.layers()).hasSize(1);
            } catch (ImmureException e) {
                assertThat(e.fault().code().kind()).as(e.fault().sentence()).isEqualTo(FaultKind.INPUT);
                assertThat(directory.resolve("store/layers/sha256")).isEmptyDirectory();
            }
            assertThat(directory.resolve("store/tmp")).isEmptyDirectory();
            store.remove(ImageName.parse("fuzz:1"));
            store.gc();
        }
        assertThat(sentinel).hasContent("untouched");
        try (Stream<Path> children = Files.list(directory)) {
            assertThat(children).hasSize(2);
        }
    }

    private static void put(ContentStore store, byte[] layer, String mediaType) {
        Digest digest = Digest.of(layer);
        byte[] config = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + digest + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = LayoutJson.manifest(
                Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(config), config.length),
                List.of(Descriptor.of(mediaType, digest, layer.length)),
                Map.of());
        store.putManifest(ImageName.parse("fuzz"), "1", manifest, List.of(config, layer));
    }
}
