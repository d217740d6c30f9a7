package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.Decision;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.json.FactsJson;
import dev.immure.policy.test.TestSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {
    private static final String RULES = """
            rule "CAP-001 capabilities"
            when
                CapabilityRequest( $name : name )
            then
                decision.deny("CAPABILITY", "{}", $name);
            end

            rule "PRM-001 signed"
            when
                ImageFacts( verification == "verified" )
            then
                decision.permit("SIGNED", "signed");
            end
            """;

    private static final String TESTS = """
            scenarios:
              - name: signed
                expect: {decision: permit, reasons: [SIGNED]}
              - name: not signed
                facts: {image: {verification: unsigned}}
                expect: {reasons: [POLICY-NO-RULE]}
              - name: capabilities
                facts: {capabilities: [{name: CAP_CHOWN}]}
                expect: {reasons: [CAPABILITY]}
            """;

    private static final String RUN = "0123456789abcdef";

    @TempDir
    private Path directory;

    private Path policy = Path.of("");

    @BeforeEach
    void writePolicy() throws IOException {
        policy = directory.resolve("policy");
        Files.createDirectories(policy.resolve("tests"));
        Files.writeString(policy.resolve("rules.drl"), RULES);
        Files.writeString(policy.resolve("tests/a_test.yaml"), TESTS);
    }

    private Cli.Outcome test(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "policy";
        arguments[1] = "test";
        arguments[2] = policy.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Cli.bare(arguments);
    }

    @Test
    void testsThatHoldAndNoticeEveryChangePass() throws JsonException {
        Cli.Outcome outcome = test("--mutate", "--coverage-min", "100", "--output", "json");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.json().bool("passed")).contains(true);
        assertThat(outcome.json().objects("scenarios")).hasSize(3);
        JsonObject mutations = outcome.json().requireObject("mutations");
        assertThat(mutations.requireLong("percent")).isEqualTo(100);
        assertThat(mutations.objects("survivors")).isEmpty();
    }

    @Test
    void aScenarioThatFailsIsNamedWithItsLineAndWritten() throws IOException {
        Files.writeString(policy.resolve("tests/a_test.yaml"), TESTS.replace("[SIGNED]", "[\"S\\x1b[31m\"]"));
        Path junit = directory.resolve("junit.xml");
        Cli.Outcome outcome = test("--mutate", "--junit", junit.toString());

        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out())
                .contains("tests/a_test.yaml:2: signed: the reasons are SIGNED, not S")
                .contains("no change of a rule was tried")
                .contains("3 scenarios, 1 failed")
                .doesNotContain("\u001b");
        assertThat(Files.readString(junit)).contains("failures=\"1\"");
    }

    @Test
    void whatNoScenarioReachesOrNoticesIsNamed() throws IOException {
        Files.writeString(
                policy.resolve("tests/a_test.yaml"), TESTS.substring(0, TESTS.indexOf("  - name: capabilities")));
        Cli.Outcome outcome = test("--mutate");

        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out())
                .contains("rules that fired: 1 of 2 (50 %)")
                .contains("rules.drl:1: \"CAP-001 capabilities\" fired in no scenario")
                .contains("rules.drl:1: \"CAP-001 capabilities\" left out: no scenario fails");
        assertThat(test("--coverage-min", "50").status()).isZero();
        assertThat(test("--coverage-min", "51").status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(test("--mutation-min", "50").status()).isZero();
        assertThat(test("--mutation-min", "90").status()).isEqualTo(ExitStatus.NEGATIVE);
    }

    @Test
    void aPolicyWithoutTestsDoesNotPass() throws IOException {
        Files.delete(policy.resolve("tests/a_test.yaml"));
        Cli.Outcome outcome = test();

        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).contains("there is no scenario in tests/*_test.yaml");
    }

    @Test
    void whatCannotBeReadIsAFaultAndNoFailedTest() throws IOException {
        Files.writeString(policy.resolve("tests/a_test.yaml"), "scenarios: [{name: a}]");
        assertThat(test().status()).isEqualTo(ExitStatus.FAILED);
        assertThat(test().err()).contains("tests/a_test.yaml:1").contains("IMM-POLICY-SCENARIO");
        Files.writeString(policy.resolve("tests/a_test.yaml"), TESTS);
        assertThat(test("--coverage-min", "101").err()).contains("IMM-CLI-OPTION");
        assertThat(test("--mutation-time", "soon").err()).contains("IMM-CLI-OPTION");
        assertThat(test("--mutate", "--from-receipt", "r.json").err()).contains("IMM-CLI-OPTION");
        assertThat(test("--junit", policy.toString()).status()).isEqualTo(ExitStatus.FAILED);
        Files.writeString(policy.resolve("rules.drl"), "rule");
        assertThat(test().status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void aRecordedRunBecomesAScenario() throws IOException {
        PolicyBundle bundle = PolicyBundle.load(policy);
        PolicyInput input =
                TestSuite.load(policy, bundle).scenarios().getFirst().input();
        Files.createDirectory(directory.resolve("state"));
        try (AuditLog log = AuditLog.open(directory.resolve("state/audit"))) {
            PolicyDecided decided = new PolicyDecided(
                    RUN,
                    Decision.PERMIT,
                    input.image().manifest(),
                    "policy",
                    bundle.digest(),
                    List.of("PRM-001 signed"),
                    List.of(),
                    List.of("PRM-001 signed: SIGNED: signed"),
                    List.of(),
                    false,
                    Optional.empty());
            log.append(decided, FactsJson.write(input));
        }
        Path receipt = directory.resolve("receipt.json");
        Files.writeString(receipt, "{\"schema\":1,\"id\":\"" + RUN + "\"}");
        String[] options = {
            "--from-receipt",
            receipt.toString(),
            "--root",
            directory.resolve("state").toString()
        };

        assertThat(test(options).status()).isZero();
        assertThat(policy.resolve("tests/fixtures/run-" + RUN + ".json")).hasBinaryContent(FactsJson.write(input));
        assertThat(test().out()).contains("tests/run_" + RUN + "_test.yaml  1          0");
        assertThat(test(options).err()).contains("it is there already");
        Files.writeString(receipt, "{\"schema\":1,\"id\":\"0000000000000000\"}");
        assertThat(test(options).err()).contains("has no decision on its run 0000000000000000");
        Files.writeString(receipt, "{\"schema\":1,\"id\":\"../../x\"}");
        assertThat(test(options).err()).contains("its id is none of a run");
    }
}
