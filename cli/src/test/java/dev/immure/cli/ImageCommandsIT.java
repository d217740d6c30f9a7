package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCommandsIT {
    @TempDir
    private Path directory;

    private Cli cli;
    private Path rootfs;

    @BeforeEach
    void makeRootFileSystem() throws IOException {
        cli = Cli.in(directory);
        rootfs = directory.resolve("rootfs");
        Path bin = Files.createDirectories(rootfs.resolve("bin"));
        Files.writeString(bin.resolve("app"), "#!/bin/sh\n");
    }

    @Test
    void whatIsPackedIsListedInspectedAndRemoved() throws JsonException {
        Cli.Outcome packed = cli.run("image", "pack", rootfs.toString(), "team/app:v1", "--entrypoint", "/bin/app");
        assertThat(packed.status()).as(packed.err()).isZero();
        assertThat(packed.out()).matches("team/app:v1 sha256:[0-9a-f]{64}\n");

        assertThat(cli.run("image", "ls").out())
                .startsWith("NAME")
                .contains(packed.out().replace(" ", "  "));
        JsonObject inspected =
                cli.run("image", "inspect", "team/app:v1", "--output", "json").json();
        assertThat(packed.out()).contains(inspected.requireString("digest"));
        assertThat(inspected.requireObject("config").strings("entrypoint")).containsExactly("/bin/app");
        assertThat(inspected.objects("layers")).hasSize(1);
        assertThat(inspected.strings("attached")).isEmpty();

        assertThat(cli.run("image", "rm", "team/app:v1").status()).isZero();
        assertThat(cli.run("image", "ls", "--output", "json").json().objects("images"))
                .isEmpty();
        JsonObject collected = cli.run("image", "gc", "--output", "json").json();
        assertThat(collected.requireLong("blobs")).isEqualTo(3);
        assertThat(collected.requireLong("blobBytes")).isPositive();
    }

    @Test
    void aPackedImageSaysWhatItWasToldTo() throws JsonException {
        cli.run(
                "image",
                "pack",
                rootfs.toString(),
                "app",
                "--cmd=-c",
                "--cmd",
                "echo",
                "-e",
                "A=1",
                "-e",
                "B=x=y",
                "-w",
                "/srv",
                "-u",
                "1000:1000",
                "--label",
                "maker=me");
        JsonObject config =
                cli.run("image", "inspect", "app", "--output=json").json().requireObject("config");
        assertThat(config.strings("command")).containsExactly("-c", "echo");
        assertThat(config.strings("environment")).containsExactly("A=1", "B=x=y");
        assertThat(config.requireString("workingDirectory")).isEqualTo("/srv");
        assertThat(config.requireString("user")).isEqualTo("1000:1000");
        assertThat(config.stringMap("labels")).containsEntry("maker", "me");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-1", "1.5", "0x10", "9999999999999"})
    void aSourceDateEpochThatIsNoTimeIsAFault(String epoch) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ImagePackCommand.epoch(epoch))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(CliFault.OPTION));
    }

    @Test
    void anImageIsImportedFromALayoutUnderANewName() throws IOException, JsonException {
        cli.run("image", "pack", rootfs.toString(), "team/app:v1");
        Cli other = Cli.in(Files.createDirectory(directory.resolve("other")));
        String layout = "oci:" + cli.root().resolve("images") + ":team/app:v1";
        Cli.Outcome imported = other.run("image", "import", layout, "ours/app", "--output", "json");
        assertThat(imported.status()).as(imported.err()).isZero();
        JsonObject image = imported.json().requireObject("image");
        assertThat(image.requireString("name")).isEqualTo("ours/app:latest");
        assertThat(cli.run("image", "inspect", "team/app:v1").out()).contains(image.requireString("digest"));
    }

    @Test
    void whatAnImageSaysCannotDriveTheTerminal() {
        cli.run("image", "pack", rootfs.toString(), "app", "--label", "title=\u202egpj.exe");
        Cli.Outcome text = cli.run("image", "inspect", "app");
        assertThat(text.out()).contains("title=\\u202egpj.exe").matches("[\\n\\x20-\\x7e]*");
        assertThat(cli.run("image", "inspect", "app", "--output", "json").out()).matches("[\\n\\x20-\\x7e]*");
    }

    @Test
    void aMissingImageIsAFaultWithItsCode() {
        Cli.Outcome outcome = cli.run("image", "inspect", "nobody/knows:it");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("nobody/knows:it").contains("IMM-IMAGE-NOT-FOUND");
    }

    @Test
    void aTamperedImageIsNotImportedAndNothingIsLeft() throws IOException {
        cli.run("image", "pack", rootfs.toString(), "app");
        Path blobs = cli.root().resolve("images/blobs/sha256");
        Path layer = layer(blobs);
        byte[] bytes = Files.readAllBytes(layer);
        bytes[bytes.length / 2] ^= 1;
        Files.write(layer, bytes);
        Cli other = Cli.in(Files.createDirectory(directory.resolve("other")));
        Cli.Outcome outcome = other.run("image", "import", "oci:" + cli.root().resolve("images"), "app");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).containsPattern("IMM-IMAGE-(BLOB-DIGEST|GZIP-DATA|GZIP-CHECKSUM|DIFF-ID)");
        assertThat(files(other.root().resolve("images/blobs"))).isEmpty();
        assertThat(files(other.root().resolve("images/layers"))).isEmpty();
    }

    @Test
    void signNeedsANameOfTheStore() throws IOException {
        Path key = Keys.write(directory, "key");
        Cli.Outcome outcome = cli.run("image", "sign", "--key", key.toString(), "oci:somewhere");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-IMAGE-REFERENCE").contains("local store");
    }

    @Test
    void aSignatureIsAttachedAndSeenByInspect() throws IOException, JsonException {
        cli.run("image", "pack", rootfs.toString(), "team/app:v1");
        Path key = Keys.write(directory, "key");
        JsonObject signed = cli.run("image", "sign", "--key", key.toString(), "team/app:v1", "--output", "json")
                .json();
        assertThat(signed.requireString("signedName")).isEqualTo("team/app");
        assertThat(signed.requireObject("key").requireString("kind")).isEqualTo("ecdsa-p256");
        assertThat(cli.run("image", "inspect", "team/app:v1", "--output", "json")
                        .json()
                        .strings("attached"))
                .containsExactly(signed.requireString("tag"));
        assertThat(cli.run("image", "ls", "--output", "json").json().objects("images"))
                .hasSize(1);
    }

    private static Path layer(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(ImageCommandsIT::isGzip).findFirst().orElseThrow();
        }
    }

    private static boolean isGzip(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
