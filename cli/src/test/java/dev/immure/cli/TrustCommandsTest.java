package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustCommandsTest {
    @TempDir
    Path directory;

    @Test
    void anUpdateNeedsARootThatTheUserGives() {
        Cli.Outcome outcome = Cli.bare("trust", "update", "--from", directory.toString(), "-o", "trusted_root.json");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).contains("--tuf-root");
    }

    @ParameterizedTest
    @CsvSource({"http://tuf.example, IMM-TUF-SOURCE", "tuf://x, IMM-TUF-SOURCE", "./nowhere, IMM-TUF-METADATA"})
    void anUpdateThatFailsSaysWhyAndWritesNothing(String from, String code) throws IOException, JsonException {
        Path root = Files.writeString(directory.resolve("root.json"), "{}");
        Path output = directory.resolve("trusted_root.json");
        Cli.Outcome outcome = Cli.in(directory)
                .run(
                        "trust",
                        "update",
                        "--tuf-root",
                        root.toString(),
                        "--from",
                        from,
                        "-o",
                        output.toString(),
                        "--output",
                        "json");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.error().requireString("code")).isEqualTo(code);
        assertThat(output).doesNotExist();
    }

    @Test
    void anImportSaysWhatItWroteAndWhatItLeftOut() throws IOException, JsonException {
        Path policy = Files.writeString(
                directory.resolve("policy.json"), "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        Path output = directory.resolve("trust.yaml");
        Cli.Outcome outcome = Cli.in(directory)
                .run(
                        "trust",
                        "import",
                        "--containers-policy",
                        policy.toString(),
                        "-o",
                        output.toString(),
                        "--output",
                        "json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.json().strings("files")).containsExactly(output.toString());
        assertThat(outcome.json().strings("notes")).hasSize(1);
        Cli.Outcome again = Cli.in(directory)
                .run("trust", "import", "--containers-policy", policy.toString(), "-o", output.toString());
        assertThat(again.status()).isEqualTo(125);
        assertThat(again.err()).contains("IMM-IMPORT-WRITE");
    }
}
