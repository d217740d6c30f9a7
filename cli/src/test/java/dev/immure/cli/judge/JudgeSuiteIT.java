package dev.immure.cli.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of other judges say must come out, scenario by scenario, with the program's verdict and its figures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgeSuiteIT {
    private static final List<String> TABLES = List.of(
            "qingdao.json",
            "dmoj.json",
            "go-judge.json",
            "sio2jail.json",
            "bubblewrap.json",
            "services.json",
            "isolate.json",
            "limits.json",
            "profiles.json");

    private final Courthouse house;

    JudgeSuiteIT(@TempDir Path folder) throws IOException {
        house = Courthouse.open(folder);
    }

    static Stream<Scenario> scenarios() {
        return TABLES.stream().map(ScenarioTables::read).flatMap(List::stream);
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioComesOutAsExpected() {
        return scenarios().map(scenario -> DynamicTest.dynamicTest(scenario.title(), () -> require(scenario)));
    }

    /** Two scenarios of one name would hide each other in a report. */
    @Test
    void everyScenarioHasANameOfItsOwn() {
        assertThat(scenarios().map(Scenario::id)).doesNotHaveDuplicates();
        assertThat(scenarios().map(Scenario::claim)).doesNotHaveDuplicates();
    }

    private void require(Scenario scenario) {
        for (long earlier = 1; earlier < scenario.times(); earlier++) {
            house.run(scenario.options(), scenario.stdin(), scenario.command());
        }
        Courthouse.Outcome outcome = house.run(scenario.options(), scenario.stdin(), scenario.command());
        assertThat(Comparison.differences(scenario.expected(), outcome))
                .as("%s%n%s", scenario.title(), outcome)
                .isEmpty();
        // The same run against the contrary: so each line of the tables can fail.
        assertThat(Comparison.differences(scenario.expected().negated(), outcome))
                .hasSize(scenario.expected().count());
    }
}
