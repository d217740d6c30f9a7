package dev.immure.core.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.TestImages;
import dev.immure.registry.TestRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks by size on 64 MiB of memory, each to end within two seconds of a processor: what else the machine does is not counted. */
class SmallMemoryIT {
    private static final long GIB2 = 2L << 30;
    private static final long MOST_MILLIS = 2000;
    private static final String LAYER = ("{\"mediaType\":\"" + MediaTypes.OCI_LAYER + "\",\"digest\":\""
            + Digest.of(new byte[0]) + "\",\"size\":1}");

    @TempDir
    Path temporary;

    @Test
    void whatIsTooLargeIsRefusedWithinTwoSecondsAndSixtyFourMebibytes() throws IOException, InterruptedException {
        TestImages image = TestImages.small();
        Path directory = image.directory(temporary.resolve("dir"));
        try (RandomAccessFile signature =
                new RandomAccessFile(directory.resolve("signature-1").toFile(), "rw")) {
            signature.setLength(GIB2);
        }
        try (TestRegistry registry = TestRegistry.start()) {
            registry.add(image.files(), image.manifestBytes(), "v1");
            registry.manifest(MediaTypes.OCI_MANIFEST, layers((4 << 20) / (LAYER.length() + 1) - 5), "full");
            registry.blob("x", TestRegistry.text("{}"));
            registry.manifest(MediaTypes.OCI_MANIFEST, signature(), RefName.attachment(image.manifestDigest(), "sig"));
            registry.script(talk -> {
                boolean endless =
                        talk.path().startsWith("/side/") || talk.path().contains("/endless");
                if (talk.path().endsWith("/million")) {
                    talk.set("Content-Type", MediaTypes.OCI_MANIFEST);
                    sendLayers(talk.open(200, 0));
                    return true;
                }
                if (endless) {
                    talk.set("Content-Type", MediaTypes.OCI_MANIFEST);
                    send(talk.open(200, GIB2));
                }
                return endless;
            });
            String remote = "docker://" + registry.host() + "/app:";
            Process process = SmallMemory.start(
                    temporary.resolve("store"),
                    registry.host(),
                    List.of(
                            "loose=dir:" + directory,
                            "loose=" + remote + "v1",
                            "import=" + remote + "v1",
                            "read=" + remote + "million",
                            "read=" + remote + "full",
                            "read=" + remote + "endless"));
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor()).as("out of memory").isZero();
            assertThat(lines.stream().map(line -> line.substring(0, line.lastIndexOf(' '))))
                    .containsExactly(
                            "loose " + ImageFault.BLOB_TOO_LARGE.id(),
                            "loose " + RegistryFault.TOO_LARGE.id(),
                            "import " + ImageFault.BLOB_TOO_LARGE.id(),
                            "read " + RegistryFault.TOO_LARGE.id(),
                            "read " + ImageFault.TOO_MANY_LAYERS.id(),
                            "read " + RegistryFault.TOO_LARGE.id());
            assertThat(lines)
                    .allSatisfy(line -> assertThat(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                            .as(line)
                            .isLessThan(MOST_MILLIS));
        }
    }

    private static void sendLayers(OutputStream out) throws IOException {
        out.write(TestRegistry.text(start()));
        byte[] layer = TestRegistry.text("," + LAYER);
        for (int i = 1; i < 1_000_000; i++) {
            out.write(layer);
        }
        out.write(TestRegistry.text("]}"));
    }

    private static String start() {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                + LAYER.replace(MediaTypes.OCI_LAYER, MediaTypes.OCI_CONFIG) + ",\"layers\":[" + LAYER;
    }

    private static byte[] layers(int count) {
        StringBuilder manifest = new StringBuilder(start());
        for (int i = 1; i < count; i++) {
            manifest.append(',').append(LAYER);
        }
        return TestRegistry.text(manifest.append("]}").toString());
    }

    /** A signature of 2 GiB, by its descriptor. */
    private static byte[] signature() {
        Descriptor config = Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(TestRegistry.text("{}")), 2);
        Descriptor large = Descriptor.of("application/x", Digest.of(TestRegistry.text("x")), GIB2);
        return LayoutJson.manifest(config, List.of(large), Map.of());
    }

    private static void send(OutputStream out) throws IOException {
        byte[] spaces = new byte[1 << 16];
        Arrays.fill(spaces, (byte) ' ');
        for (long sent = 0; sent < GIB2; sent += spaces.length) {
            out.write(spaces);
        }
    }
}
