package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code policy test}, {@code lint} and {@code waivers} of whatever holds a policy. */
class PolicyPlacesTest {
    private static final String RULE =
            "rule \"PRM-001 all\" when ImageFacts( verification == \"verified\" ) then decision.permit(\"ALL\", \"all\"); end\n";

    @TempDir
    private Path folder;

    private Path policy;

    @BeforeEach
    void write() throws IOException {
        policy = Files.createDirectory(folder.resolve("policy"));
        Files.writeString(policy.resolve("a.drl"), RULE);
        manifest("version: 1\n");
        Files.writeString(policy.resolve("waivers.yaml"), """
                schema: 1
                waivers: []
                """);
        Files.writeString(Files.createDirectory(policy.resolve("tests")).resolve("a_test.yaml"), """
                schema: 1
                scenarios:
                  - name: signed
                    expect: {decision: permit}
                """);
    }

    private void manifest(String more) throws IOException {
        Files.writeString(policy.resolve("policy.yaml"), "schema: 1\nname: policies.example/prod\n" + more);
    }

    private Cli.Outcome immure(String... arguments) {
        return Cli.bare(Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--root", folder.resolve("root").toString()))
                .toArray(String[]::new));
    }

    private String bundle() {
        String file = folder.resolve("prod.bundle").toString();
        assertThat(immure("policy", "build", "-o", file, policy.toString()).status())
                .isZero();
        return file;
    }

    @Test
    void aBundleIsTestedByTheTestsInIt() throws IOException {
        String bundle = bundle();
        Cli.Outcome held = immure("policy", "test", bundle);
        assertThat(held.status()).as(held.err()).isZero();
        assertThat(held.out()).contains("1 scenario, 0 failed");
        Files.writeString(policy.resolve("tests/a_test.yaml"), """
                schema: 1
                scenarios:
                  - name: not signed
                    facts: {image: {verification: unsigned}}
                    expect: {decision: permit}
                """);
        assertThat(immure("policy", "test", bundle()).status()).isEqualTo(ExitStatus.NEGATIVE);
    }

    @Test
    void aBundleIsLintedAndItsWaiversAreListed() {
        Cli.Outcome lint = immure("policy", "lint", bundle());
        assertThat(lint.status()).as(lint.out() + lint.err()).isZero();
        assertThat(lint.out()).contains("1 rules, no fault, no finding");
        assertThat(immure("policy", "waivers", bundle()).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "ci", "agent-code", "judge", "locked-down"})
    void aPolicyThatComesWithImmureHasItsTests(String name) {
        Cli.Outcome test = immure("policy", "test", "--coverage-min", "100", name);
        assertThat(test.status()).as(test.out() + test.err()).isZero();
        Cli.Outcome lint = immure("policy", "lint", name);
        assertThat(lint.status()).as(lint.out() + lint.err()).isZero();
        assertThat(lint.out()).doesNotContain("LINT-UNTESTED");
        assertThat(immure("policy", "waivers", name).status()).isZero();
    }

    @Test
    void whereNothingIsNamedItIsTheOneThatWouldDecide() {
        assertThat(immure("policy", "lint").out()).startsWith("baseline: ");
        assertThat(immure("policy", "test").out()).contains("rules that fired: 28 of 28");
    }

    @Test
    void aPolicyForALaterVersionOfImmureIsNotTakenForOneForThis() throws IOException {
        manifest("version: 1\nminimum-engine: 99.0.0\n");
        for (List<String> command : List.of(List.of("policy", "test"), List.of("policy", "lint"))) {
            Cli.Outcome outcome = immure(Stream.concat(command.stream(), Stream.of(policy.toString()))
                    .toArray(String[]::new));
            assertThat(outcome.status()).isNotZero();
            assertThat(outcome.out() + outcome.err()).contains("it needs Immure 99.0.0", "IMM-BUNDLE-ENGINE");
        }
        manifest("version: 1\nminimum-engine: 0.1.0\n");
        assertThat(immure("policy", "test", policy.toString()).status()).isZero();
    }
}
