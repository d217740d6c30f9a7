package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify-bundle} with a key; certificates, logs and timestamps have their tests where they are checked. */
class VerifyBundleCommandTest {
    private static final byte[] CONTENT = "what was signed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private Cli cli;
    private Path artifact;
    private Path bundle;
    private Path key;

    @BeforeEach
    void sign() throws IOException, GeneralSecurityException {
        cli = Cli.in(directory);
        artifact = Files.write(directory.resolve("artifact"), CONTENT);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(CONTENT);
        bundle = Files.writeString(directory.resolve("bundle.json"), """
                {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",
                 "verificationMaterial":{"publicKey":{"hint":"a key"}},
                 "messageSignature":{"signature":"%s"}}
                """.formatted(
                        Base64.getEncoder().encodeToString(signature.sign())));
        key = trusted("key.pub", """
                -----BEGIN PUBLIC KEY-----
                %s
                -----END PUBLIC KEY-----
                """.formatted(Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded())));
    }

    @Test
    void saysWhoSignedAndShowsEveryCheck() {
        Cli.Outcome outcome = verify(artifact.toString(), "--key", key.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("verified " + artifact + " " + Digest.of(CONTENT))
                .contains("ecdsa-p256-sha256")
                .contains("  passed  signature: ")
                .doesNotContain("FAILED");
    }

    @Test
    void theJsonNamesSignerAndChecks() throws JsonException {
        JsonObject answer = verify(artifact.toString(), "--key", key.toString(), "--output", "json")
                .json();
        assertThat(answer.requireLong("schema")).isEqualTo(1);
        assertThat(answer.bool("verified")).contains(true);
        JsonObject signer = answer.requireObject("signer");
        assertThat(signer.requireString("method")).isEqualTo("sigstore-key");
        assertThat(signer.requireString("timeSource")).isEqualTo("clock");
        assertThat(answer.objects("checks")).isNotEmpty();
    }

    @Test
    void aDigestStandsForAFile() {
        Cli.Outcome outcome = verify(Digest.of(CONTENT).toString(), "--key", key.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    @Test
    void anotherArtifactIsRefused() throws IOException, JsonException {
        Path other = Files.write(directory.resolve("other"), new byte[] {1});
        Cli.Outcome outcome = verify(other.toString(), "--key", key.toString(), "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        JsonObject error = outcome.json().requireObject("error");
        assertThat(error.requireString("code")).isEqualTo("IMM-SIGSTORE-SIGNATURE");
        assertThat(error.requireString("class")).isEqualTo("bad-signature");
    }

    @Test
    void aMalformedBundleIsRefused() throws IOException {
        Files.writeString(bundle, "{");
        Cli.Outcome outcome = verify(artifact.toString(), "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.err()).contains("IMM-SIGSTORE-BUNDLE").hasLineCount(1);
    }

    @Test
    void aBundleThatIsTooLargeIsRefusedWithoutReadingItWhole() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(bundle.toFile(), "rw")) {
            file.setLength(2L << 30);
        }
        Cli.Outcome outcome = verify(artifact.toString(), "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.err()).contains("IMM-SIGSTORE-LIMIT");
    }

    @Test
    void aKeyWhereACertificateIsAskedForIsRefused() throws IOException {
        Path root =
                trusted("root.json", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
        Cli.Outcome outcome = verify(
                artifact.toString(),
                "--trusted-root",
                root.toString(),
                "--certificate-identity",
                "a@example.org",
                "--certificate-oidc-issuer",
                "https://example.org");
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.err()).contains("IMM-SIGSTORE-SIGNER-KIND");
    }

    /** Options are parted by {@code |}; KEY is the key, ROOT a file that is no root. */
    @ParameterizedTest
    @CsvSource({
        "--key|KEY|--staging, IMM-SIGSTORE-USAGE",
        "--key|KEY|--certificate-identity|a@example.org, IMM-SIGSTORE-USAGE",
        "--certificate-identity|a@example.org, IMM-SIGSTORE-USAGE",
        "--certificate-identity|a|--certificate-oidc-issuer|b, IMM-SIGSTORE-NO-TRUSTED-ROOT",
        "--trusted-root|ROOT|--certificate-identity|a|--certificate-oidc-issuer|b, IMM-SIGSTORE-TRUSTED-ROOT",
        "--key|nowhere, IMM-SIGN-FILE",
    })
    void whatDoesNotSayWhomToTrustIsAMistakeAndNoRefusal(String options, String code) throws IOException {
        Path root = trusted("root.json", "{}");
        List<String> given = new ArrayList<>();
        for (String option : options.split("\\|", -1)) {
            given.add(option.equals("KEY") ? key.toString() : option.equals("ROOT") ? root.toString() : option);
        }
        Cli.Outcome outcome = verify(artifact.toString(), given.toArray(String[]::new));
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains(code);
    }

    @Test
    void anExpressionThatIsNotAnchoredIsAMistake() throws IOException {
        Path root =
                trusted("root.json", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
        Cli.Outcome outcome = verify(
                artifact.toString(),
                "--trusted-root",
                root.toString(),
                "--certificate-identity-regexp",
                "https://github.com/org",
                "--certificate-oidc-issuer",
                "https://example.org");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-SIGSTORE-IDENTITY-RULE");
    }

    @Test
    void anArtifactThatIsNotThereIsToldByName() {
        Cli.Outcome outcome = verify("sha256:" + "0".repeat(63), "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("it does not exist");
    }

    private Cli.Outcome verify(String fileOrDigest, String... options) {
        List<String> arguments = new ArrayList<>(List.of("verify-bundle", "--bundle", bundle.toString()));
        arguments.addAll(List.of(options));
        arguments.add(fileOrDigest);
        return cli.run(arguments.toArray(String[]::new));
    }

    private Path trusted(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }
}
