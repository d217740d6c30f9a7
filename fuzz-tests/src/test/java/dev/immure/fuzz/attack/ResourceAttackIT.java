package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ways around what a run may use. The wall that is taken away in each second half is the limit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceAttackIT {
    private final AttackGround ground;

    ResourceAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    @Test
    void E32_timeInTheKernelIsCharged() throws IOException, JsonException {
        Range.Run run = ground.run(List.of("--time-limit=300ms"), "burn-kernel", "3000");
        assertThat(run.verdict()).isEqualTo("TLE");
        JsonObject result = run.receipt().requireObject("result");
        assertThat(result.requireLong("systemTimeNs")).isGreaterThan(result.requireLong("userTimeNs"));
        assertThat(ground.run(List.of(), "burn-kernel", "300").outcome().out()).startsWith("OPEN");
    }

    @Test
    void E33_timeOfGrandchildrenIsCharged() throws IOException {
        assertThat(ground.run(List.of("--time-limit=300ms"), "burn-children", "3000")
                        .verdict())
                .isEqualTo("TLE");
        assertThat(ground.run(List.of(), "burn-children", "100").outcome().out())
                .startsWith("OPEN");
    }

    @Test
    void E34_outputThroughAPipeIsCounted() throws IOException {
        Range.Run run = ground.run(List.of("--output-limit=64k"), "flood", "4000000");
        assertThat(run.verdict()).isEqualTo("OLE");
        assertThat(run.outcome().out()).hasSizeLessThanOrEqualTo(64 << 10);
        assertThat(ground.run(List.of("--output-limit=8m"), "flood", "4000000")
                        .outcome()
                        .out())
                .hasSizeGreaterThanOrEqualTo(4_000_000);
    }
}
