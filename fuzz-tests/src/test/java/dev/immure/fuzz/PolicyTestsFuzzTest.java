package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.json.FactsJson;
import dev.immure.policy.test.Scenario;
import dev.immure.policy.test.TestSuite;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever stands in facts or in a test of a policy, it is understood or refused with its place. */
class PolicyTestsFuzzTest {
    private static final String TESTS = """
            scenarios:
              - name: a
                fixture: facts.json
                facts: {mounts: [{source: /etc}], image: {labels: {a: x, b: null}}}
                parameters: {max-pids: 7}
                now: 2026-01-01T00:00:00Z
                each: [{}, {run: {terminal: true}}]
                expect: {decision: deny, reasons: [A], warnings: [], obligations: [no-network]}
            """;

    private static final PolicyBundle BASELINE = PolicyBundle.baseline();

    private static SortedMap<String, byte[]> files(byte[] tests, byte[] fixture) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("a_test.yaml", tests);
        files.put("facts.json", fixture);
        return files;
    }

    private static PolicyInput facts() {
        byte[] tests = TESTS.getBytes(StandardCharsets.UTF_8);
        Scenario scenario = TestSuite.of(files(tests, new byte[] {'{', '}'}), BASELINE)
                .scenarios()
                .getLast();
        return scenario.input();
    }

    @FuzzTest
    void factsAreReadOrRefused(byte[] data) {
        try {
            PolicyInput input = FactsJson.read(data, "fuzz");
            assertThat(FactsJson.read(FactsJson.write(input), "again")).isEqualTo(input);
        } catch (ImmureException e) {
            assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-FACTS-JSON");
        }
    }

    @FuzzTest
    void testsAreReadOrRefused(byte[] data) {
        readOrRefuse(files(data, FactsJson.write(facts())));
    }

    @FuzzTest
    void fixturesAreReadOrRefused(byte[] data) {
        readOrRefuse(files(TESTS.getBytes(StandardCharsets.UTF_8), data));
    }

    private static void readOrRefuse(SortedMap<String, byte[]> files) {
        try {
            assertThat(TestSuite.of(files, BASELINE).scenarios()).isNotEmpty();
        } catch (ImmureException e) {
            assertThat(e.fault().code().id()).startsWith("IMM-POLICY-");
        }
    }

    @Test
    void theSeedsAreReadToTheirEnd() {
        byte[] json = FactsJson.write(facts());
        assertThat(FactsJson.read(json, "seed")).isEqualTo(facts());
        assertThat(TestSuite.of(files(TESTS.getBytes(StandardCharsets.UTF_8), json), BASELINE)
                        .scenarios())
                .hasSize(2);
    }
}
