package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandIT {
    @TempDir
    private Path directory;

    private Cli cli;
    private Path key;

    @BeforeEach
    void packAnImage() throws IOException {
        cli = Cli.in(directory);
        key = Keys.write(directory, "alice");
        Path rootfs = Files.createDirectory(directory.resolve("rootfs"));
        byte[] noise = new byte[16 << 10]; // does not compress: the layer is the largest blob
        new Random(7).nextBytes(noise);
        Files.write(rootfs.resolve("noise"), noise);
        cli.run("image", "pack", rootfs.toString(), "team/app:v1");
    }

    @Test
    void saysWhoSignedAndShowsEveryCheck() {
        sign("team/app:v1");
        Cli.Outcome outcome = verify("team/app:v1", key);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("verified team/app:v1 sha256:")
                .contains("trust: key " + Keys.publicOf(key))
                .contains("signed as team/app by key\n")
                .contains("ecdsa-p256-sha256")
                .contains("  passed  payload-digest: ")
                .contains("  passed  signature: ")
                .doesNotContain("FAILED");
    }

    @Test
    void theJsonNamesSignersAndChecks() throws JsonException {
        sign("team/app:v1");
        JsonObject answer = verify("team/app:v1", key, "--output", "json").json();
        assertThat(answer.requireLong("schema")).isEqualTo(1);
        assertThat(answer.bool("verified")).contains(true);
        assertThat(answer.requireObject("image").requireString("signedName")).isEqualTo("team/app");
        JsonObject signer = answer.objects("signers").getFirst();
        assertThat(signer.requireString("method")).isEqualTo("cosign-key");
        assertThat(signer.requireObject("evidence").requireString("algorithm")).isEqualTo("ecdsa-p256-sha256");
        assertThat(answer.objects("checks"))
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.bool("passed")).contains(true));
        assertThat(answer.has("error")).isFalse();
    }

    @Test
    void anUnsignedImageIsRefused() throws JsonException {
        Cli.Outcome outcome = verify("team/app:v1", key, "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.json().bool("verified")).contains(false);
        assertThat(outcome.json().requireObject("error").requireString("code")).isEqualTo("IMM-SIGN-NOT-SIGNED");
        assertThat(outcome.error().requireString("code")).isEqualTo("IMM-SIGN-NOT-SIGNED");
    }

    @Test
    void aSignatureByAnotherKeyIsRefused() throws IOException {
        sign("team/app:v1");
        Cli.Outcome outcome = verify("team/app:v1", Keys.write(directory, "mallory"));
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.out()).startsWith("refused team/app:v1").contains("  FAILED  signature: ");
        assertThat(outcome.err()).contains("IMM-SIGN-BAD-SIGNATURE").hasLineCount(1);
    }

    @Test
    void aDamagedSignatureManifestIsRefusedToo() throws IOException, JsonException {
        sign("team/app:v1");
        String manifest = manifestOf("team/app:v1");
        Files.writeString(cli.root().resolve("images/blobs/sha256").resolve(manifest), "{\"schemaVersion\":2}");
        Cli.Outcome outcome = verify("team/app:v1", key);
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.err()).contains("IMM-");
    }

    @Test
    void aTrustFileSaysWhoseSignatureCountsForWhichName() throws IOException {
        sign("team/app:v1");
        Path other = trust("registry.example/*");
        assertThat(cli.run("verify", "--trust", other.toString(), "team/app:v1").err())
                .contains("IMM-SIGN-NO-RULE");
        Path right = trust("team/*");
        Cli.Outcome outcome = cli.run("verify", "--trust", right.toString(), "team/app:v1");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("signed as team/app by alice").contains("trust: file " + right);
    }

    @Test
    void theConfigurationFileNamesTheTrustFile() throws IOException {
        sign("team/app:v1");
        trust("team/*");
        Path config = Files.writeString(directory.resolve("other.yaml"), "schema: 1\ntrust: trust.yaml\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        Cli.Outcome outcome =
                Cli.bare("verify", "team/app:v1", "--root", cli.root().toString(), "--config", config.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    @Test
    void aKeyThatOthersMayReadDoesNotSign() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Cli.Outcome outcome = cli.run("image", "sign", "--key", key.toString(), "team/app:v1");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-SIGN-PERMISSIONS");
    }

    @Test
    void aFaultyTrustFileIsNotTakenForARefusal() throws IOException {
        sign("team/app:v1");
        Path trust = Files.writeString(directory.resolve("bad.yaml"), "schema: 2\n");
        Files.setPosixFilePermissions(trust, PosixFilePermissions.fromString("rw-r--r--"));
        Cli.Outcome outcome = cli.run("verify", "--trust", trust.toString(), "team/app:v1");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-SIGN-TRUST-FILE");
    }

    @Test
    void anImageOutsideTheStoreIsVerifiedWhereItLies() {
        sign("team/app:v1");
        Cli.Outcome outcome = verify("oci:" + cli.root().resolve("images") + ":team/app:v1", key);
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    /** S36: cosign's own check of a layout reads no layer. */
    @Test
    void aChangedLayerIsRefusedThoughTheSignatureIsGood() throws IOException {
        sign("team/app:v1");
        Path images = cli.root().resolve("images");
        Path layer = largestBlob(images);
        byte[] content = Files.readAllBytes(layer);
        content[content.length - 1] ^= 1;
        Files.write(layer, content);
        String layout = "oci:" + images + ":team/app:v1";
        Cli.Outcome outcome = verify(layout, key);
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.out()).startsWith("refused ").contains("  FAILED  layer-content: sha256:");
        assertThat(outcome.err()).contains("IMM-IMAGE-BLOB-DIGEST").hasLineCount(1);
        assertThat(verify(layout, key, "--manifest-only").status()).isZero();
    }

    @Test
    void aMissingLayerIsOnlyMissedWhereLayersAreRead() throws IOException, JsonException {
        sign("team/app:v1");
        Path images = cli.root().resolve("images");
        Files.delete(largestBlob(images));
        String layout = "oci:" + images + ":team/app:v1";
        assertThat(verify(layout, key, "--output", "json").error().requireString("code"))
                .isEqualTo("IMM-IMAGE-BLOB-MISSING");
        assertThat(verify(layout, key, "--manifest-only").status()).isZero();
    }

    @Test
    void verifiesAsIfItWereThen() throws IOException, JsonException {
        sign("team/app:v1");
        Path trust = directory.resolve("trust.yaml");
        Files.writeString(trust, """
                schema: 1
                keys: {alice: {file: %s, until: 2026-01-01T00:00:00Z}}
                rules: [{scope: "*", require: [alice]}]
                """.formatted(Keys.publicOf(key)));
        Cli.Outcome then =
                cli.run("verify", "--trust", trust.toString(), "--at", "2025-12-31T23:59:59Z", "team/app:v1");
        assertThat(then.status()).isZero();
        assertThat(then.out()).contains("at 2025-12-31T23:59:59Z (given)");
        Cli.Outcome now = cli.run(
                "verify",
                "--trust",
                trust.toString(),
                "--at",
                "2026-01-01T00:00:01Z",
                "--output",
                "json",
                "team/app:v1");
        assertThat(now.status()).isEqualTo(ExitStatus.REFUSED);
        JsonObject error = now.json().requireObject("error");
        assertThat(error.requireString("code")).isEqualTo("IMM-SIGN-KEY-EXPIRED");
        assertThat(error.requireString("class")).isEqualTo("not-trusted");
        assertThat(cli.run("verify", "--at", "today", "team/app:v1").err()).contains("--at");
    }

    private static Path largestBlob(Path images) throws IOException {
        try (Stream<Path> blobs = Files.list(images.resolve("blobs/sha256"))) {
            return blobs.max(Comparator.comparingLong(blob -> blob.toFile().length()))
                    .orElseThrow();
        }
    }

    private void sign(String name) {
        Cli.Outcome signed = cli.run("image", "sign", "--key", key.toString(), name);
        assertThat(signed.status()).as(signed.err()).isZero();
    }

    private Cli.Outcome verify(String image, Path secret, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "verify";
        arguments[1] = "--key";
        arguments[2] = Keys.publicOf(secret).toString();
        arguments[3] = image;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return cli.run(arguments);
    }

    private String manifestOf(String name) throws JsonException {
        JsonObject answer = verify(name, key, "--output", "json").json();
        String digest =
                answer.objects("signers").getFirst().requireObject("evidence").requireString("signatureManifest");
        return digest.substring("sha256:".length());
    }

    private Path trust(String scope) throws IOException {
        String yaml = """
                schema: 1
                keys:
                  alice: { file: alice.pub.pem }
                rules:
                  - scope: "%s"
                    require: [alice]
                """.formatted(scope);
        Path file = Files.write(directory.resolve("trust.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }
}
