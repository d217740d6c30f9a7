package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that is made on a token signs there, and both Immure and openssl accept what it signs. */
class TokenKeyIT {
    @TempDir
    private Path directory;

    private Cli cli;
    private SoftToken token;

    @BeforeEach
    void packAnImage() throws IOException {
        cli = Cli.in(directory);
        token = SoftToken.in(Files.createDirectory(directory.resolve("token")));
        cli.run(
                "image",
                "pack",
                Files.createDirectory(directory.resolve("rootfs")).toString(),
                "app");
    }

    private Cli.Outcome sign(String key, String... more) {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"image", "sign", "--key", key, "app"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return token.immure(cli, arguments);
    }

    private byte[] blob(String digest) throws IOException {
        return Files.readAllBytes(cli.root().resolve("images/blobs").resolve(digest.replace(':', '/')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC:prime256v1", "rsa:2048"})
    void opensslAndImmureAcceptWhatTheTokenSigned(String kind) throws IOException, JsonException {
        token.generate("release", "01", kind);
        Cli.Outcome signed = sign(token.uri("release"), "--output", "json");
        assertThat(signed.status()).as(signed.err()).isZero();

        String publicKey = token.publicKey("release").toString();
        assertThat(cli.run("verify", "--key", publicKey, "app").status()).isZero();
        byte[] manifest = blob(signed.json().requireString("signatureManifest"));
        JsonObject layer = Cli.parse(new String(manifest, StandardCharsets.UTF_8))
                .objects("layers")
                .getFirst();
        String signature = layer.stringMap("annotations").get("dev.cosignproject.cosign/signature");
        byte[] payload = blob(layer.requireString("digest"));
        assertThat(token.opensslAccepts("release", payload, Base64.getDecoder().decode(signature)))
                .isTrue();
        assertThat(token.opensslAccepts(
                        "release", new byte[1], Base64.getDecoder().decode(signature)))
                .isFalse();
    }

    @Test
    void ecdsaOnP384SignsToo() {
        token.store("release", "01", "P-384");
        assertThat(sign(token.uri("release")).status()).isZero();
        assertThat(cli.run("verify", "--key", token.publicKey("release").toString(), "app")
                        .status())
                .isZero();
    }

    @Test
    void ofTwoKeysTheNamedOneSigns() {
        token.generate("release", "01", "EC:prime256v1");
        token.generate("testing", "02", "EC:prime256v1");
        assertThat(sign(token.uri("testing")).status()).isZero();
        assertThat(cli.run("verify", "--key", token.publicKey("testing").toString(), "app")
                        .status())
                .isZero();
        assertThat(cli.run("verify", "--key", token.publicKey("release").toString(), "app")
                        .status())
                .isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void aWrongPinIsNamedAndNotRepeated() throws IOException {
        token.generate("release", "01", "EC:prime256v1");
        token.pin("wrong-horse");
        Cli.Outcome outcome = sign(token.uri("release"));
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-TOKEN-PIN").doesNotContain("wrong-horse");
    }

    @Test
    void aPinThatOthersMayReadIsNotUsed() throws IOException {
        token.generate("release", "01", "EC:prime256v1");
        Files.setPosixFilePermissions(directory.resolve("token/pin"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(sign(token.uri("release")).err()).contains("IMM-SIGN-PERMISSIONS");
    }

    @Test
    void aMissingObjectIsNamed() {
        Cli.Outcome outcome = sign(token.uri("release"));
        assertThat(outcome.err()).contains("IMM-TOKEN-OBJECT").contains("pkcs11:object=release");
    }

    @Test
    void noPinIsTriedWhereSeveralTokensCouldBeMeant() throws IOException {
        token.generate("release", "01", "EC:prime256v1");
        token.add("another");
        token.pin("wrong-horse");
        assertThat(sign(token.uri("release")).err()).contains("IMM-TOKEN-SLOT").contains("2 tokens");
    }

    @Test
    void aLibraryThatIsNoModuleIsNamed() {
        String other = token.uri("release").replaceFirst("module-path=[^&]*", "module-path=/usr/bin/env");
        assertThat(sign(other).err()).contains("IMM-TOKEN-MODULE");
    }
}
