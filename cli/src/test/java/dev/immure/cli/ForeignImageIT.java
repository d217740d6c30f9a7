package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that other people built, with the provenance that their builder attested under its identity: from the layout on
 * disk to the program's end, without a network.
 */
class ForeignImageIT {
    private static final String IDENTITY = "^https://github\\.com/slsa-framework/slsa-github-generator"
            + "/\\.github/workflows/generator_container_slsa3\\.yml@refs/tags/v[0-9.]+$";

    @TempDir
    private Path directory;

    private Cli cli;
    private Path vectors;

    @BeforeEach
    void findThem() throws IOException {
        vectors = Path.of("../../shared/vectors");
        assumeTrue(
                Files.isDirectory(vectors.resolve("slsa")),
                "the vectors in ../shared/vectors/slsa are not on this machine");
        cli = Cli.in(directory);
        Files.copy(
                vectors.resolve("sigstore-go/trusted-roots/public-good.json"), directory.resolve("trusted_root.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.4.0", "v1.7.0", "v1.10.0"})
    void theBuildersWordCountsForItsImage(String version) throws IOException, JsonException {
        JsonObject answer = cli.run("verify", "--trust", trust(IDENTITY), "--output", "json", image(version))
                .json();
        assertThat(answer.bool("verified")).contains(true);
        assertThat(answer.objects("attestations").getFirst().requireString("type"))
                .isEqualTo("https://slsa.dev/provenance/v0.2");
        JsonObject signer = answer.objects("signers").getFirst();
        assertThat(signer.requireString("method")).isEqualTo("keyless");
        assertThat(signer.requireString("issuer")).isEqualTo("https://token.actions.githubusercontent.com");
        assertThat(answer.objects("checks"))
                .extracting(check -> check.requireString("name"))
                .contains("log-promise", "sct", "certificate-chain", "identity", "layer-content");
    }

    @Test
    void theWordOfAnotherDoesNot() throws IOException, JsonException {
        Cli.Outcome outcome = cli.run(
                "verify",
                "--trust",
                trust("^https://github\\.com/slsa-framework/example-package/.*$"),
                "--output",
                "json",
                image("v1.10.0"));
        assertThat(outcome.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(outcome.error().requireString("code")).isEqualTo("IMM-SIGSTORE-IDENTITY");
    }

    @Test
    void suchAnImageRuns() throws IOException {
        Cli.Outcome outcome =
                Cli.bare("run", "--root", cli.root().toString(), "--trust", trust(IDENTITY), image("v1.10.0"));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("Hello world");
    }

    private String image(String version) {
        return "oci:" + vectors.resolve("slsa").resolve(version);
    }

    private String trust(String identity) throws IOException {
        return Files.writeString(directory.resolve("trust.yaml"), """
                schema: 1
                trusted-root: trusted_root.json
                authorities:
                  builder:
                    keyless:
                      issuer: https://token.actions.githubusercontent.com
                      identity-regex: '%s'
                rules:
                  - scope: "*"
                    attestations:
                      - { type: slsaprovenance, by: [builder] }
                """.formatted(identity))
                .toString();
    }
}
