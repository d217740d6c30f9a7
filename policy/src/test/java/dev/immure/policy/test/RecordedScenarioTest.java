package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedScenarioTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasRecordedIsReadAgainAndHolds() throws IOException {
        Scenario scenario = Suites.run(directory, """
                        scenarios:
                          - name: recorded
                            facts: {image: {labels: {a: x}}, mounts: [{source: /etc/x, readOnly: false}]}
                            expect: {decision: permit}
                        """).results().getFirst().scenario();
        PolicyBundle policy = Suites.policy(Suites.RULES);
        Outcome decided = Outcome.of(new DecisionPoints(policy).decide(scenario));
        Path copy = directory.resolve("copy");
        write(copy, "x\"\\: \u001b \ud83d\ude00 \ufffe", scenario.input(), decided);

        TestRun run = TestRun.of(policy, TestSuite.load(copy, policy));

        assertThat(run.holds()).as(run.results().toString()).isTrue();
        assertThat(run.results()).singleElement().satisfies(result -> {
            assertThat(result.scenario().input()).isEqualTo(scenario.input());
            assertThat(result.scenario().name())
                    .isEqualTo("run 0123456789abcdef of x\"\\: \\u001b \ud83d\ude00 \\ufffe");
            assertThat(result.scenario().expectation().obligations().orElseThrow())
                    .containsExactly("cap-memory 1073741824", "no-network");
        });
    }

    private static void write(Path policy, String image, PolicyInput input, Outcome decided) throws IOException {
        Launch launch = new Launch(
                "0123456789abcdef",
                Optional.empty(),
                image,
                Optional.of(decided),
                new Launch.Known.Facts(input),
                List.of("/run/argv/*\nscenarios: []"));
        for (Map.Entry<String, byte[]> file :
                RecordedScenario.files(launch, input, decided).entrySet()) {
            Suites.write(policy, file.getKey(), new String(file.getValue(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void onlyTheIdOfARunBecomesPartOfAName() {
        assertThat(RecordedScenario.isRun("0123456789abcdef")).isTrue();
        assertThat(RecordedScenario.isRun("../../../../etc/x")).isFalse();
        assertThat(RecordedScenario.isRun("0123456789ABCDEF")).isFalse();
    }
}
