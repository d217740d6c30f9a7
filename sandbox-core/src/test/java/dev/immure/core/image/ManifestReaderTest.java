package dev.immure.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.ImmureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String DESCRIPTOR = "{\"mediaType\":\"M\",\"digest\":\"sha256:" + HEX + "\",\"size\":7}";
    private static final String MANIFEST = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
            + "\",\"config\":" + DESCRIPTOR.replace("M", MediaTypes.OCI_CONFIG) + ",\"layers\":["
            + DESCRIPTOR.replace("M", "application/vnd.dev.cosign.simplesigning.v1+json")
            + "],\"annotations\":{\"a\":\"b\"}}";
    private static final String INDEX = "{\"schemaVersion\":2,\"manifests\":["
            + DESCRIPTOR
                    .replace("M", MediaTypes.OCI_MANIFEST)
                    .replace("}", ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":\"v2\"}}")
            + "]}";
    private static final String CONFIG =
            "{\"os\":\"linux\",\"architecture\":\"amd64\",\"created\":\"2020-01-01T00:00:00Z\","
                    + "\"config\":{\"User\":\"1000:1000\",\"Env\":[\"PATH=/bin\",\"E=\"],\"Entrypoint\":[\"/bin/x\"],\"Cmd\":null,"
                    + "\"WorkingDir\":\"/srv\",\"Labels\":{\"l\":\"v\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:"
                    + HEX + "\"]},\"history\":[{\"empty_layer\":true}]}";

    private final ManifestReader reader = new ManifestReader(Limits.DEFAULT);

    @Test
    void readsAManifestWhoseLayersAreOfAnyKind() {
        ImageManifest manifest = reader.manifest(bytes(MANIFEST));
        assertThat(manifest.digest()).isEqualTo(Digest.of(bytes(MANIFEST)));
        assertThat(manifest.size()).isEqualTo(MANIFEST.length());
        assertThat(manifest.layers())
                .containsExactly(Descriptor.of("application/vnd.dev.cosign.simplesigning.v1+json", new Digest(HEX), 7));
        assertThat(manifest.annotations()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void takesAManifestWithoutMediaTypeForAnOciOne() {
        String without = MANIFEST.replace("\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",", "");
        assertThat(reader.manifest(bytes(without)).mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    }

    @Test
    void letsUnknownMembersPass() {
        String more = MANIFEST.replace("{\"schema", "{\"org.example\":{\"x\":[1,2,null]},\"schema");
        assertThat(reader.manifest(bytes(more)).layers()).hasSize(1);
    }

    @Test
    void readsAnIndexAndItsPlatforms() {
        List<Descriptor> entries = reader.index(bytes(INDEX));
        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().platform()).isEqualTo(Optional.of(new Platform("linux", "amd64")));
    }

    @Test
    void readsAConfiguration() {
        assertThat(reader.config(bytes(CONFIG)))
                .isEqualTo(new ImageConfig(
                        new Platform("linux", "amd64"),
                        "1000:1000",
                        List.of("/bin/x"),
                        List.of(),
                        List.of("PATH=/bin", "E="),
                        "/srv",
                        Map.of("l", "v"),
                        List.of(new Digest(HEX)),
                        Optional.of("2020-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"layers\":[|\"manifests\":[],\"layers\":[|AMBIGUOUS_MANIFEST",
                "image.manifest|image.index|MEDIA_TYPE",
                "\"schemaVersion\":2|\"schemaVersion\":1|SCHEMA_1",
                "\"schemaVersion\":2|\"schemaVersion\":3|MEDIA_TYPE",
                "\"schemaVersion\":2|\"schemaVersion\":\"2\"|JSON_TYPE",
                "\"schemaVersion\":2|\"fsLayers\":[],\"schemaVersion\":2|SCHEMA_1",
                "\"schemaVersion\":2,|''|JSON_MISSING",
                "\"layers\"|\"lagers\"|JSON_MISSING",
                "\"layers\"|\"LAYERS\"|JSON_CASE_VARIANT",
                "\"config\"|\"konfig\"|JSON_MISSING",
                "\"size\":7|\"size\":-7|DESCRIPTOR",
                "\"size\":7|\"size\":7.0|JSON_TYPE",
                "\"size\":7|\"size\":1e3|JSON_TYPE",
                "\"size\":7|\"size\":9223372036854775808|JSON_TYPE",
                "\"size\":7|\"size\":7,\"size\":8|JSON_DUPLICATE_NAME",
                "\"a\":\"b\"|\"a\":1|JSON_TYPE",
                "sha256:b|sha512:b|DIGEST",
                "\"layers\":[|\"layers\":[null,|JSON_TYPE",
            })
    void refusesAManifestWithItsOwnReason(String part, String broken, ImageFault reason) {
        assertThat(MANIFEST).contains(part);
        refuses(() -> reader.manifest(bytes(MANIFEST.replace(part, broken))), reason);
    }

    @Test
    void refusesAManifestOfferedAsAnIndexAndTheReverse() {
        refuses(() -> reader.index(bytes(MANIFEST)), ImageFault.AMBIGUOUS_MANIFEST);
        refuses(() -> reader.manifest(bytes(INDEX)), ImageFault.AMBIGUOUS_MANIFEST);
    }

    @Test
    void refusesMoreThanTheLimits() {
        String layers = (DESCRIPTOR + ",").repeat(200);
        String many = MANIFEST.replace("\"layers\":[", "\"layers\":[" + layers);
        refuses(() -> reader.manifest(bytes(many)), ImageFault.TOO_MANY_LAYERS);
        byte[] large = bytes(MANIFEST.replace("\"b\"", "\"" + "b".repeat(5 << 20) + "\""));
        refuses(() -> reader.manifest(large), ImageFault.JSON_TOO_LARGE);
        byte[] values = bytes(MANIFEST.replace("{\"schema", "{\"x\":[" + "1,".repeat(300_000) + "1],\"schema"));
        refuses(() -> reader.manifest(values), ImageFault.JSON_TOO_MANY_VALUES);
        String entries = (DESCRIPTOR + ",").repeat(10_001);
        byte[] index = bytes(INDEX.replace("\"manifests\":[", "\"manifests\":[" + entries));
        refuses(() -> reader.index(index), ImageFault.TOO_MANY_MANIFESTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"os\":\"linux\"|\"os\":\"../linux\"|CONFIG_VALUE",
                "\"os\":\"linux\",|''|JSON_MISSING",
                "1000:1000|a b|CONFIG_VALUE",
                "1000:1000|0:0:0|CONFIG_VALUE",
                "PATH=/bin|PATH|CONFIG_VALUE",
                "PATH=/bin|=/bin|CONFIG_VALUE",
                "PATH=/bin|E=1|CONFIG_VALUE",
                "PATH=/bin|PATH=a\\u0000b|CONFIG_VALUE",
                "/bin/x|/bin/\\u001b[31m|CONFIG_VALUE",
                "\"/srv\"|\"srv\"|CONFIG_VALUE",
                "\"layers\"|\"squashfs\"|CONFIG_VALUE",
                "\"Env\"|\"ENV\"|JSON_CASE_VARIANT",
                "\"config\":{|\"Config\":{},\"config\":{|JSON_CASE_VARIANT",
                "sha256:b|sha256:../b|DIGEST",
            })
    void refusesAConfigurationWithItsOwnReason(String part, String broken, ImageFault reason) {
        assertThat(CONFIG).contains(part);
        refuses(() -> reader.config(bytes(CONFIG.replace(part, broken))), reason);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "application/vnd.oci.image.layer.v1.tar,NONE",
                "application/vnd.oci.image.layer.v1.tar+gzip,GZIP",
                "application/vnd.oci.image.layer.v1.tar+zstd,ZSTD",
                "application/vnd.docker.image.rootfs.diff.tar.gzip,GZIP",
            })
    void tellsCompressionFromTheMediaType(String mediaType, LayerCompression compression) {
        assertThat(LayerCompression.of(Descriptor.of(mediaType, new Digest(HEX), 1)))
                .isEqualTo(compression);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip,FOREIGN_LAYER",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip,FOREIGN_LAYER",
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted,ENCRYPTED_LAYER",
                "application/vnd.dev.cosign.simplesigning.v1+json,LAYER_MEDIA_TYPE",
            })
    void refusesLayersThatCannotBeUnpacked(String mediaType, ImageFault reason) {
        refuses(() -> LayerCompression.of(Descriptor.of(mediaType, new Digest(HEX), 1)), reason);
    }

    private static void refuses(Runnable action, ImageFault reason) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(action::run)
                .satisfies(e ->
                        assertThat(e.fault().code()).as(e.fault().sentence()).isEqualTo(reason));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
