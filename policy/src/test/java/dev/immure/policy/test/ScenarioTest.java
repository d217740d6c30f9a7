package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    @TempDir
    private Path directory;

    private void assertRefused(String code, String... why) {
        assertThatThrownBy(() -> TestSuite.load(directory, Suites.policy(Suites.RULES)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-" + code);
                    assertThat(e.fault().on() + " " + e.fault().why()).contains(why);
                });
    }

    private List<String> failures(String scenarios) throws IOException {
        return Suites.run(directory, scenarios).results().stream()
                .flatMap(result -> result.failures().stream())
                .toList();
    }

    @Test
    void whatAScenarioDoesNotSayIsAsInTheStandardLaunch() throws IOException {
        TestRun run = Suites.run(directory, """
                scenarios:
                  - name: signed
                    expect:
                      decision: permit
                      reasons: [SIGNED]
                      warnings: []
                      obligations: [cap-memory 1073741824]
                  - name: what a mount leaves out is said too
                    facts: {mounts: [{source: /etc/ssl, readOnly: false}]}
                    expect: {warnings: [MOUNT], obligations: [cap-memory 1073741824, no-network]}
                """);

        assertThat(run.holds()).as(run.results().toString()).isTrue();
        assertThat(run.results().getFirst().fired()).containsExactly("PRM-001 signed");
    }

    @Test
    void whatIsOtherwiseIsToldWithWhatWasExpected() throws IOException {
        assertThat(failures("""
                        scenarios:
                          - name: wrong in all
                            facts: {capabilities: [{name: CAP_SYS_ADMIN}]}
                            expect:
                              decision: permit
                              reasons: [A]
                              reasons-include: [B, CAPABILITY]
                              warnings: [W]
                              obligations: [no-network]
                        """))
                .containsExactly(
                        "the decision is deny, not permit",
                        "the reasons are CAPABILITY, not A",
                        "the reasons are CAPABILITY, and B, CAPABILITY should be among them",
                        "the warnings are none, not W",
                        "the obligations are none, not no-network");
    }

    @Test
    void reasonsAreExactAndReasonsIncludeAreNot() throws IOException {
        assertThat(failures("""
                        scenarios:
                          - name: both
                            facts: {capabilities: [{name: CAP_SYS_ADMIN}], resources: {memoryBytes: 2000000000}}
                            expect: {reasons-include: [MEMORY]}
                          - name: one is not all
                            facts: {capabilities: [{name: CAP_SYS_ADMIN}], resources: {memoryBytes: 2000000000}}
                            expect: {reasons: [MEMORY]}
                        """)).containsExactly("the reasons are CAPABILITY, MEMORY, not MEMORY");
    }

    @Test
    void eachCaseIsAScenario() throws IOException {
        TestRun run = Suites.run(directory, """
                facts: {mounts: [{source: /usr/lib}]}
                scenarios:
                  - name: cases
                    facts: {image: {platform: linux/arm64}}
                    each:
                      - mounts: [{source: /etc/x, readOnly: false}]
                      - {}
                      - capabilities: [{name: CAP_KILL}]
                    expect: {decision: permit, warnings: [PLATFORM]}
                """);

        assertThat(run.results())
                .extracting(result -> result.scenario().name())
                .containsExactly("cases [1]", "cases [2]", "cases [3]");
        assertThat(run.results()).extracting(ScenarioResult::holds).containsExactly(false, true, true);
        assertThat(run.results().getLast().scenario().at().line()).isEqualTo(8);
    }

    @Test
    void theMomentAndTheParametersAreTheScenarios() throws IOException {
        assertThat(failures("""
                        parameters: {most: 1m}
                        scenarios:
                          - name: the file's
                            expect: {reasons: [MEMORY]}
                          - name: the scenario's own
                            parameters: {most: 512m}
                            expect: {reasons: [SIGNED]}
                          - name: before it expires
                            now: 2026-12-31T23:59:59Z
                            facts: {image: {platform: linux/arm64}}
                            expect: {warnings: [PLATFORM]}
                          - name: afterwards
                            now: 2027-01-01T00:00:00Z
                            facts: {image: {platform: linux/arm64}}
                            expect: {warnings: []}
                        """)).isEmpty();
    }

    @Test
    void fixturesAreLaidUnderTheFactsOfAScenario() throws IOException {
        Suites.write(directory, "fixtures/arm.yaml", "image: {platform: linux/arm64, labels: {a: x, b: y}}");
        Suites.write(directory, "fixtures/run.json", "{\"capabilities\":[{\"name\":\"CAP_SYS_ADMIN\"}]}");
        assertThat(failures("""
                        fixture: fixtures/arm.yaml
                        scenarios:
                          - name: of the file
                            expect: {warnings: [PLATFORM]}
                          - name: of the scenario, over it
                            fixture: fixtures/run.json
                            expect: {reasons: [CAPABILITY], warnings: [PLATFORM]}
                          - name: facts over both
                            fixture: fixtures/run.json
                            facts: {capabilities: [], image: {platform: linux/amd64}}
                            expect: {decision: permit, warnings: []}
                        """)).isEmpty();
    }

    @Test
    void waiversThatLiftADenialAreExpectedByName() throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("rules.drl", Suites.RULES.getBytes(StandardCharsets.UTF_8));
        files.put("policy.yaml", "schema: 1\nparameters: {most: 1g}\n".getBytes(StandardCharsets.UTF_8));
        files.put("waivers.yaml", """
                schema: 1
                waivers:
                  - name: OPS-1
                    rule: CAP-001
                    scope: {caller: 1000}
                    reason: the old build
                    owner: platform team
                    granted: 2026-11-01
                    expires: 2026-12-31
                """.getBytes(StandardCharsets.UTF_8));
        PolicyBundle policy = PolicyBundle.of("waived", files);
        Suites.write(directory, "a_test.yaml", """
                facts: {capabilities: [{name: CAP_SYS_ADMIN}]}
                scenarios:
                  - name: on its last day
                    now: 2026-12-31T23:59:59Z
                    expect: {decision: permit, waived: [OPS-1]}
                  - name: afterwards
                    now: 2027-01-01T00:00:00Z
                    expect: {decision: deny, reasons: [CAPABILITY], waived: []}
                  - name: of another caller
                    now: 2026-12-31T23:59:59Z
                    facts: {caller: {uid: 1001}}
                    expect: {waived: [OPS-1]}
                """);

        assertThat(TestRun.of(policy, TestSuite.load(directory, policy)).results())
                .extracting(ScenarioResult::failures)
                .containsExactly(List.of(), List.of(), List.of("the waivers in use are none, not OPS-1"));
    }

    @Test
    void nullTakesALabelAway() throws IOException {
        TestRun run = Suites.run(directory, """
                facts: {image: {labels: {a: x, b: y}}}
                scenarios:
                  - name: one is left
                    facts: {image: {labels: {a: null}}}
                    expect: {decision: permit}
                """);

        assertThat(run.results().getFirst().scenario().input().image().labels()).containsOnlyKeys("b");
    }

    @Test
    void allFaultsAreToldWithFileAndLine() throws IOException {
        Suites.write(directory, "a_test.yaml", """
                scenarios:
                  - name: one
                    facts:
                      resources: {pids: many}
                      run:
                        readonlyRoot: true
                    expect: {decision: perhaps}
                  - nam: two
                    facts: {image: {name: 1.5}}
                    expect: {reasons: deny}
                """);
        Suites.write(directory, "b_test.yaml", "scenarios: []\n");

        assertRefused(
                "SCENARIOS",
                "tests/a_test.yaml:4 the fact \"/resources/pids\" is a string, not a number",
                "tests/a_test.yaml:6 the fact \"/run/readonlyRoot\" is not known",
                "tests/a_test.yaml:7 scenarios[0].expect.decision is neither permit nor deny",
                "tests/a_test.yaml:8 scenarios[1].nam is not a field that is known here",
                "tests/a_test.yaml:10 scenarios[1].expect.reasons is text, not a list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: a} | scenarios[0].expect is missing",
                "{name: a, expect: {}} | a test that expects nothing cannot fail",
                "{name: '', expect: {decision: deny}} | scenarios[0].name says nothing",
                "{name: a, expect: {decision: deny, reason: [A]}} | expect.reason is not a field that is known",
                "{name: a, now: today, expect: {decision: deny}} | scenarios[0].now is no moment",
                "{name: a, now: 2026-01-01, expect: {decision: deny}} | scenarios[0].now is no moment",
                "{name: a, facts: [], expect: {decision: deny}} | facts holds a list, not a mapping of facts",
                "{name: a, each: [], expect: {decision: deny}} | each is to be a list of facts",
                "{name: a, each: [1], expect: {decision: deny}} | each holds a whole number, not a mapping",
                "{name: a, facts: {x: 1}, expect: {decision: deny}} | the fact \"/x\" is not known",
                "{name: a, facts: {image: null}, expect: {decision: deny}} | has no member \"image\"",
                "{name: a, facts: {mounts: [{source: etc}]}, expect: {decision: deny}} | \"/mounts/0\" is not accepted",
                "{name: a, parameters: {least: 1}, expect: {decision: deny}} | no rule reads the parameter 'least'",
                "{name: a, parameters: {most: [a]}, expect: {decision: deny}} | most is a list",
                "{name: a, fixture: none.yaml, expect: {decision: deny}} | names tests/none.yaml, which is not there",
                "{name: a, fixture: ../x.yaml, expect: {decision: deny}} | is no name of a file of facts below tests/",
                "{name: a, fixture: /etc/x.yaml, expect: {decision: deny}} | is no name of a file of facts below tests/",
                "{name: a, fixture: list.yaml, expect: {decision: deny}} | which is no mapping of facts",
                "{name: a, fixture: link.yaml, expect: {decision: deny}} | which is not a regular file",
                "{name: a, fixture: twice.json, expect: {decision: deny}} | the name \"a\" occurs twice",
            })
    void whatIsNoTestIsRefused(String scenario, String why) throws IOException {
        Suites.write(directory, "list.yaml", "[]");
        Suites.write(directory, "twice.json", "{\"a\":1,\"a\":2}");
        Files.createSymbolicLink(directory.resolve("tests/link.yaml"), Path.of("list.yaml"));
        Suites.write(directory, "a_test.yaml", "scenarios:\n  - " + scenario + "\n");

        assertThatThrownBy(() -> TestSuite.load(directory, Suites.policy(Suites.RULES)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code().id()).startsWith("IMM-POLICY-");
                    assertThat(e.fault().on()).startsWith("tests/a_test.yaml:2");
                    assertThat(e.fault().why()).contains(why);
                });
    }

    @Test
    void filesThatAreNoYamlAreRefused() throws IOException {
        Suites.write(directory, "a_test.yaml", "scenarios: [\n");
        assertRefused("SCENARIO-FILE", "tests/a_test.yaml it is not well-formed YAML at line 1");
        Files.delete(directory.resolve("tests/a_test.yaml"));
        Files.createDirectory(directory.resolve("tests/a_test.yaml"));
        assertRefused("SCENARIO-FILE", "tests/a_test.yaml it is not a regular file");
    }

    @Test
    void aPolicyWithoutTestsHasNoneAndDoesNotPass() {
        TestRun run = TestRun.of(Suites.policy(Suites.RULES), TestSuite.load(directory, Suites.policy(Suites.RULES)));
        assertThat(run.results()).isEmpty();
        assertThat(run.holds()).isFalse();
    }
}
