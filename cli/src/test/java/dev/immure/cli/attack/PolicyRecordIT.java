package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs leave what their policy was asked about, and commands take it up. */
class PolicyRecordIT {
    @TempDir
    private Path folder;

    private Range range;

    @BeforeEach
    void image() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    private List<Path> facts() throws IOException {
        try (Stream<Path> files = Files.walk(range.root().resolve("audit/facts"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private List<String> decided() throws IOException {
        return Files.readString(range.root().resolve("audit/audit.log"), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.contains("\"type\":\"policy.decided\""))
                .toList();
    }

    @Test
    void theFactsOfARunAreOnDiskWithItsDecision() throws IOException {
        Range.Run run = range.run(List.of(), "probe:v1", "hello");
        assertThat(run.file()).as(run.outcome().err()).exists();
        assertThat(facts()).hasSize(1);
        String digest = facts().getFirst().getFileName().toString().replace(".json.gz", "");
        assertThat(decided()).hasSize(1).first().asString().contains("\"facts\":\"sha256:" + digest + "\"");
        Range.Outcome explained = range.immure(
                List.of("policy", "explain", "--receipt", run.file().toString()));
        assertThat(explained.status()).as(explained.err()).isZero();
        assertThat(explained.out()).startsWith("permit ").contains("ImageFacts verification = verified");
        assertThat(range.immure(List.of("policy", "audit")).out()).contains("1 launch: 1 unchanged");
    }

    @Test
    void whatIsDeniedIsRecordedToo() throws IOException {
        range.run(List.of("--cap-add", "SYS_ADMIN"), "probe:v1", "hello");
        assertThat(decided()).hasSize(1).first().asString().contains("\"decision\":\"deny\"", "\"facts\":\"sha256:");
        assertThat(facts()).hasSize(1);
        assertThat(range.immure(List.of("policy", "audit")).status()).isZero();
    }

    @Test
    void explainOfARunThatIsAskedForStartsNothingAndRecordsNothing() {
        Range.Outcome explained = range.immure(List.of(
                "policy",
                "explain",
                "--key",
                range.publicKey().toString(),
                "--cap-add",
                "SYS_ADMIN",
                "probe:v1",
                "hello"));
        assertThat(explained.status()).as(explained.err()).isZero();
        assertThat(explained.out()).startsWith("deny ").contains("without /capabilities/0");
        assertThat(range.root().resolve("audit")).doesNotExist();
    }

    @Test
    void theImagesOfTheStoreAreAskedAboutOneByOne() {
        Range.Outcome outcome = range.immure(List.of(
                "policy",
                "audit",
                "--images",
                "store",
                "--key",
                range.publicKey().toString()));
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(outcome.out()).contains("1 launch: 1 permitted");
        assertThat(range.immure(List.of("policy", "audit", "--images", "store")).out())
                .as("nobody is trusted")
                .contains("1 not replayed")
                .contains("IMM-SIGN-NO-RULE");
    }
}
