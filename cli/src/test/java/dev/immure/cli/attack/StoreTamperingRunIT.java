package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.ExitStatus;
import dev.immure.core.image.Digest;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that somebody has written to, through the commands. */
class StoreTamperingRunIT {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 20, 10_000);

    @TempDir
    private Path folder;

    private Range range;

    @BeforeEach
    void runOnce() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
        assertThat(run().status()).isZero();
    }

    @Test
    void aSignedImageWhoseUnpackedFilesWereChangedDoesNotRunUntilItIsRepaired() throws Exception {
        tamper();
        Range.Run refused = run();
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.outcome().err())
                .contains("IMM-IMAGE-TREE-CHANGED", "etc/passwd", "immure image check --repair NAME");
        assertThat(refused.file()).as("no receipt of a run that never was").doesNotExist();

        Range.Outcome found = range.immure(List.of("image", "check", "probe:v1"));
        assertThat(found.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(found.out()).contains("\"etc/passwd\": its bytes are not those of the layer", "not whole");
        Range.Outcome json = range.immure(List.of("image", "check", "--output", "json", "--all"));
        JsonObject answer = StrictJson.parseObject(json.out().getBytes(StandardCharsets.UTF_8), LIMITS);
        assertThat(answer.objects("findings").getFirst().requireString("path")).isEqualTo("etc/passwd");

        Range.Outcome repaired = range.immure(List.of("image", "check", "--repair", "probe:v1"));
        assertThat(repaired.status()).as(repaired.out()).isZero();
        assertThat(repaired.out()).contains("repaired: ");
        assertThat(run().status()).isZero();
        assertThat(range.immure(List.of("image", "check", "--all", "--from-blobs"))
                        .status())
                .isZero();
    }

    @Test
    void theConfigurationSaysHowTreesAreCompared() throws IOException {
        tamper();
        for (String word : List.of("stat", "full")) {
            configure(word);
            assertThat(run().status()).as(word).isEqualTo(ExitStatus.FAILED);
        }
        configure("none");
        assertThat(run().status())
                .as("without the comparison the changed image runs")
                .isZero();
        configure("maybe");
        assertThat(run().outcome().err()).contains("IMM-CLI-CONFIG", "verify-tree");
    }

    @Test
    void theReceiptAndThePlanNameTheTreeThatRuns() throws Exception {
        Digest ran = Digest.parse(run().receipt().requireObject("image").requireString("tree"));
        String plan = range.immure(List.of(
                        "plan", "--output", "json", "--key", range.publicKey().toString(), "probe:v1", "id"))
                .out();
        assertThat(plan).contains("\"tree\":\"" + ran + "\"");
        List<Digest> roots = new ArrayList<>();
        try (Stream<Path> found = Files.walk(range.root().resolve("images/layers"), 3)) {
            for (Path record : found.filter(path -> path.endsWith("layer.json")).toList()) {
                roots.add(Digest.parse(
                        StrictJson.parseObject(Files.readAllBytes(record), new JsonLimits(1 << 20, 8, 10_000))
                                .requireObject("tree")
                                .requireString("root")));
            }
        }
        assertThat(roots).hasSize(1);
        assertThat(ran).isEqualTo(TreeRecord.rootOf(roots));
    }

    @Test
    void whichImagesToCheckMustBeSaid() {
        assertThat(range.immure(List.of("image", "check")).err()).contains("IMM-CLI-OPTION");
        assertThat(range.immure(List.of("image", "check", "--all", "probe:v1")).err())
                .contains("exclude each other");
        assertThat(range.immure(List.of("image", "check", "nobody:v1")).err()).contains("IMM-IMAGE-NOT-FOUND");
    }

    private Range.Run run() throws IOException {
        return range.run(List.of(), "probe:v1", "id");
    }

    private void configure(String word) throws IOException {
        Files.writeString(folder.resolve("immure.yaml"), "schema: 1\nverify-tree: " + word + "\n");
    }

    /** As long as before, and at the time it had. */
    private void tamper() throws IOException {
        Path file;
        try (Stream<Path> found = Files.walk(range.root().resolve("images/layers"))) {
            file = found.filter(path -> path.endsWith("etc/passwd")).findFirst().orElseThrow();
        }
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, Files.readString(file).replace("1000", "0000"));
        Files.setLastModifiedTime(file, time);
    }
}
