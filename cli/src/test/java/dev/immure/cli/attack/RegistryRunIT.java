package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.RefName;
import dev.immure.core.image.RegistryFault;
import dev.immure.registry.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of registries by every command that takes one: the registry is trusted for nothing. */
class RegistryRunIT {
    @TempDir
    private Path folder;

    private Range range;
    private final TestRegistry registry = TestRegistry.start();
    private final String name = registry.host() + "/team/app";
    private final Map<String, Integer> sizes = new HashMap<>();
    private Digest image = Digest.of(new byte[0]);
    private Digest configuration = Digest.of(new byte[0]);

    @BeforeEach
    void pushASignedImage() throws IOException {
        range = Range.open(folder);
        range.image(name + ":v1", range.tree("tree"), "--entrypoint", "/bin/probe");
        push();
        assertThat(range.immure(List.of("image", "rm", name + ":v1")).status()).isZero();
        range.immure(List.of("image", "gc"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aSignedImageOfARegistryRunsAndItsReceiptNamesItsDigest() throws Exception {
        Range.Run run = range.run(List.of(), "docker://" + name + ":v1", "exit", "7");
        assertThat(run.status()).as(run.outcome().err()).isEqualTo(7);
        assertThat(run.receipt().requireObject("image").requireString("digest")).isEqualTo(image.toString());
        assertThat(registry.paths().stream().filter(path -> path.endsWith("/manifests/v1")))
                .as("one resolution")
                .hasSize(1);
        long fetched = blobs();
        assertThat(range.run(List.of(), "docker://" + name + ":v1", "exit", "0").status())
                .isZero();
        assertThat(blobs() - fetched)
                .as("the second run fetches no layer: configuration and signature only")
                .isLessThan(fetched);
    }

    @Test
    void anImageOfAnotherSignerIsRefusedBeforeALayerIsFetched() throws IOException {
        Range stranger = Range.open(Files.createDirectory(folder.resolve("stranger")));
        Range.Run run = stranger.run(List.of(), "docker://" + name + ":v1", "exit", "0");
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.outcome().err()).contains("IMM-");
        assertThat(registry.paths()).noneMatch(path -> path.contains("/blobs/") && !isSmall(path));
        assertThat(stranger.immure(List.of("image", "ls")).out()).doesNotContain("team/app");
    }

    @Test
    void aRegistryThatHandsOutAnotherLayerRunsNothing() throws IOException {
        Path blobs = range.root().resolve("images/blobs/sha256");
        assertThat(blobs).isEmptyDirectory();
        registry.script(talk -> talk.path().contains("/blobs/")
                && !talk.path().endsWith(configuration.hex())
                && !isSmall(talk.path())
                && talk.send(200, TestRegistry.text("another layer")));
        Range.Run run = range.run(List.of(), "docker://" + name + ":v1", "exit", "0");
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.outcome().err()).containsPattern("IMM-(IMAGE-BLOB|IMAGE-GZIP|REGISTRY-BUSY|REGISTRY-CUT)");
        assertThat(range.immure(List.of("image", "ls")).out()).doesNotContain("team/app");
    }

    @Test
    void verifyReadsNoLayerAndNoConfiguration() {
        Range.Outcome verified =
                range.immure(List.of("verify", "--key", range.publicKey().toString(), "docker://" + name + ":v1"));
        assertThat(verified.status()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("verified docker://" + name + ":v1").contains("layers: not read");
        assertThat(registry.paths()).noneMatch(path -> path.endsWith(configuration.hex()));
        assertThat(registry.paths().stream().filter(path -> path.contains("/blobs/")))
                .as("the statement that is signed")
                .hasSize(1);
        List<String> whole =
                List.of("verify", "--layers", "--key", range.publicKey().toString(), "docker://" + name + ":v1");
        assertThat(range.immure(whole).out()).contains("layer-content").doesNotContain("not read");
        registry.script(talk -> talk.path().contains("/blobs/")
                && !talk.path().endsWith(configuration.hex())
                && !isSmall(talk.path())
                && talk.send(200, TestRegistry.text("another layer")));
        assertThat(range.immure(whole).out()).doesNotContain("verified docker://");
    }

    @Test
    void pullGivesTheImageTheRegistrysNameOrTheOneThatIsSaid() {
        Range.Outcome pulled = range.immure(List.of("image", "pull", "docker://" + name + ":v1"));
        assertThat(pulled.out()).startsWith(name + ":v1 sha256:");
        assertThat(range.immure(List.of("image", "pull", "docker://" + name + ":v1", "mine:2"))
                        .out())
                .startsWith("mine:2 sha256:");
        String digest = image.toString();
        assertThat(range.immure(List.of("image", "pull", "docker://" + name + "@" + digest))
                        .out())
                .isEqualTo(name + ":digest-" + image.hex() + " " + digest + "\n");
        assertThat(range.immure(List.of("verify", "--key", range.publicKey().toString(), name + ":v1"))
                        .status())
                .as("the signature came along")
                .isZero();
        assertThat(range.immure(List.of("image", "pull", "oci:x:v1")).err()).contains(ImageFault.REFERENCE.id());
    }

    @Test
    void planPolicyCheckImportAndInspectTakeAnImageOfARegistry() {
        String image = "docker://" + name + ":v1";
        String key = range.publicKey().toString();
        assertThat(range.immure(List.of("policy", "check", "--key", key, image)).status())
                .isZero();
        assertThat(range.immure(List.of("plan", "--key", key, image, "exit", "0"))
                        .status())
                .isZero();
        assertThat(range.immure(List.of("image", "inspect", image)).out()).contains("sha256-");
        assertThat(range.immure(List.of("image", "import", image, "mine:1")).out())
                .startsWith("mine:1 sha256:");
    }

    @Test
    void credentialsComeFromTheFileThatIsNamed() throws IOException {
        registry.script(talk -> {
            if (talk.header("Authorization").isPresent()) {
                return false;
            }
            talk.set("WWW-Authenticate", "Basic realm=\"r\"");
            return talk.send(401);
        });
        Path auth = Files.writeString(
                folder.resolve("auth.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"YWxpY2U6c2VjcmV0\"}}}");
        List<String> pull = List.of("image", "pull", "--authfile", auth.toString(), "docker://" + name + ":v1");
        Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-------"));
        assertThat(range.immure(pull).status()).isZero();
        Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(range.immure(pull).err()).contains("IMM-CLI-PERMISSIONS");
        Files.writeString(auth, "{\"credsStore\":\"desktop\"}");
        Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-------"));
        assertThat(range.immure(pull).err())
                .contains(RegistryFault.CREDENTIAL_HELPER.id())
                .contains("docker-credential-desktop");
        Files.delete(auth);
        assertThat(range.immure(pull).err()).contains("IMM-CLI-FILE");
    }

    private long blobs() {
        return registry.paths().stream()
                .filter(path -> path.contains("/blobs/"))
                .count();
    }

    /** A signature's parts, and not a layer. */
    private boolean isSmall(String path) {
        return sizes.getOrDefault(path.substring(path.lastIndexOf(':') + 1), 0) < 2000;
    }

    /** Everything that the store has, under the tags that it has there. */
    private void push() throws IOException {
        Path layout = range.root().resolve("images");
        try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                byte[] content = Files.readAllBytes(blob);
                sizes.put(String.valueOf(blob.getFileName()), content.length);
                registry.blob(Digest.of(content), content);
            }
        }
        ManifestReader reader = new ManifestReader(Limits.DEFAULT);
        for (Descriptor entry : reader.index(Files.readAllBytes(layout.resolve("index.json")))) {
            byte[] manifest = Files.readAllBytes(
                    layout.resolve("blobs/sha256/" + entry.digest().hex()));
            String tag = RefName.tag(entry.annotations().getOrDefault(RefName.ANNOTATION, ""));
            registry.manifest(entry.mediaType(), manifest, tag);
            if (tag.equals("v1")) {
                image = entry.digest();
                configuration = reader.manifest(manifest).config().digest();
            }
        }
    }
}
