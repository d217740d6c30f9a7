package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.lint.PolicyLint;
import dev.immure.policy.test.MutationCheck;
import dev.immure.policy.test.MutationReport;
import dev.immure.policy.test.TestRun;
import dev.immure.policy.test.TestSuite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies in the jar; what each denies stands in its scenarios. */
class ReadyPoliciesTest {
    private static final int INPUTS = 100;

    static List<String> names() {
        return ReadyPolicies.names();
    }

    private static List<Rule> own(String name) {
        return ReadyPolicies.load(name).policy().rules().stream()
                .filter(rule -> !rule.at().file().contains("/"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyReadyPolicyIsReadWithoutAFinding(String name) {
        PolicyBundle bundle = ReadyPolicies.load(name);
        assertThat(bundle.rules()).hasSizeGreaterThan(5);
        assertThat(PolicyLint.of(bundle.policy(), LocalDate.parse("2026-11-23")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyRuleOfItsOwnSaysWhyItIsThere(String name) {
        if (!name.equals("baseline")) {
            assertThat(own(name))
                    .isNotEmpty()
                    .allSatisfy(
                            rule -> assertThat(rule.metadata().description()).isNotBlank());
        }
    }

    @ParameterizedTest
    @MethodSource("withScenarios")
    void everyRuleFiresInAScenarioAndNoChangeOfOneGoesUnnoticed(String name) throws InterruptedException {
        Path directory = Path.of("src", "main", "resources", "policies", name);
        PolicyBundle bundle = ReadyPolicies.load(name);
        TestRun run = TestRun.of(bundle, TestSuite.load(directory, bundle));
        assertThat(run.results())
                .hasSizeGreaterThan(10)
                .allSatisfy(result -> assertThat(result.holds())
                        .as("%s", result.scenario().name())
                        .isTrue());
        assertThat(run.coverage().rulePercent()).isEqualTo(100);
        assertThat(run.coverage().conditionPercent()).isEqualTo(100);
        MutationReport mutations = MutationCheck.run(run, Duration.ofMinutes(5));
        assertThat(mutations.all()).isGreaterThan(30);
        assertThat(mutations.survivors()).isEmpty();
        assertThat(mutations.untried()).isEmpty();
    }

    static List<String> withScenarios() {
        // Those of the baseline are BaselineTest.
        return names().stream().filter(name -> !name.equals("baseline")).toList();
    }

    @Test
    void aPolicyMayBuildOnAReadyOne() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(
                "policy.yaml",
                "schema: 1\nbase: judge\nparameters:\n  max-cpu-time: 5s\n".getBytes(StandardCharsets.UTF_8));
        PolicyCompilation compilation = PolicyBundle.compile("own", files);
        assertThat(compilation)
                .isInstanceOfSatisfying(
                        PolicyCompilation.Compiled.class,
                        compiled -> assertThat(compiled.bundle().rules())
                                .isEqualTo(ReadyPolicies.load("judge").rules()));
    }

    @Test
    void thePageNamesEveryPolicyAndEveryCode() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy-library.md"));
        for (String name : names()) {
            assertThat(page).contains("`" + name + "`");
            if (!name.equals("baseline")) {
                own(name).stream().flatMap(rule -> rule.actions().stream()).forEach(action -> {
                    if (action instanceof Action.Deny deny) {
                        assertThat(page).contains("`" + deny.code() + "`");
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void decidesAsCompiledDrlDoes(String name) {
        String drl = PolicySources.of(ReadyPolicies.files(name).orElseThrow(), new Faults()).rules().values().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replaceAll("(?m)^package .*;$", ""))
                .collect(Collectors.joining("\n"));
        PolicyBundle bundle = ReadyPolicies.load(name);
        PolicyDecisionPoint point = new PolicyDecisionPoint(bundle, new SplittableRandom(1));
        Oracle oracle = Oracle.compileRules(drl);
        RandomPolicies random = new RandomPolicies(new SplittableRandom(5));
        for (int i = 0; i < INPUTS; i++) {
            PolicyInput input = random.input();
            Ruling theirs = oracle.decide(input, bundle);
            PolicyDecision ours = point.decide(input);
            assertThat(Oracle.sorted(ours instanceof PolicyDecision.Deny deny ? deny.reasons() : List.of()))
                    .isEqualTo(Oracle.sorted(theirs.denials()));
            assertThat(Oracle.sorted(ours.warnings())).isEqualTo(Oracle.sorted(theirs.warnings()));
        }
    }
}
