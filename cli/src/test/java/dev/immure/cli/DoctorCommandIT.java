package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.host.Wall;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandIT {
    @Test
    void theJsonHasAFindingWithEvidenceForEveryWall() throws JsonException {
        Cli.Outcome outcome = Cli.bare("doctor", "--output", "json");
        JsonObject answer = outcome.json();
        assertThat(answer.requireLong("schema")).isEqualTo(1);
        List<JsonObject> walls = answer.objects("walls");
        assertThat(walls)
                .extracting(wall -> wall.requireString("wall"))
                .containsExactlyElementsOf(
                        Arrays.stream(Wall.values()).map(Wall::id).toList());
        assertThat(walls).allSatisfy(wall -> {
            assertThat(wall.requireString("evidence")).isNotBlank();
            assertThat(wall.requireString("remedy").isBlank())
                    .isEqualTo(wall.requireString("state").equals("available"));
        });
        boolean missing = walls.stream().anyMatch(DoctorCommandIT::isMissingAndRequired);
        assertThat(outcome.status()).isEqualTo(missing ? ExitStatus.NEGATIVE : ExitStatus.OK);
        assertThat(answer.bool("ready")).contains(!missing);
    }

    @Test
    void theTextShowsEvidenceBelowEachWall() {
        Cli.Outcome outcome = Cli.bare("doctor");
        assertThat(outcome.out()).startsWith("Linux ");
        assertThat(outcome.out().lines().filter(line -> line.contains(" evidence: ")))
                .hasSize(Wall.values().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "strict"})
    void theProbeFindsEveryLayerOfAProfileSound(String profile) throws JsonException {
        Cli.Outcome outcome = Cli.bare("doctor", "--probe", "--profile", profile, "--output", "json");
        assertThat(outcome.status()).as(outcome.out()).isEqualTo(ExitStatus.OK);
        JsonObject answer = outcome.json();
        assertThat(answer.bool("sound")).contains(true);
        assertThat(answer.objects("layers")).hasSizeGreaterThan(15).allSatisfy(layer -> {
            assertThat(layer.requireLong("stopped")).isPositive();
            assertThat(layer.requireString("remedy")).isEmpty();
        });
    }

    /** Scripts ask the exit status: a probe that the profile's own filter keeps from answering has found nothing sound. */
    @Test
    void aProbeThatDoesNotAnswerEndsWithItsOwnStatus(@TempDir Path folder) throws IOException, JsonException {
        Files.writeString(
                folder.resolve("seccomp.json"),
                "{\"schema\":1,\"rules\":[{\"names\":[\"write\",\"writev\"],\"action\":\"ERRNO(EPERM)\",\"reason\":\"mute\"}]}");
        Path profile = Files.writeString(
                folder.resolve("profile.json"),
                "{\"schema\":1,\"name\":\"mute\",\"base\":\"default\",\"description\":\"Says nothing.\",\"seccomp\":\"seccomp.json\"}");
        Cli.Outcome outcome = Cli.bare("doctor", "--probe", "--profile", profile.toString(), "--output", "json");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.json().bool("sound")).contains(false);
        assertThat(Cli.bare("doctor", "--probe", "--profile", profile.toString())
                        .out())
                .contains("NOT SOUND", "the probe did not tell");
    }

    private static boolean isMissingAndRequired(JsonObject wall) {
        try {
            return wall.requireString("state").equals("missing")
                    && wall.requireString("need").equals("required");
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }
}
