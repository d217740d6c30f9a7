package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.policy.ReadyPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code policy library}, {@code show} and {@code new}, and {@code --policy NAME}. */
class PolicyNewCommandTest {
    @TempDir
    private Path directory;

    static List<String> names() {
        return ReadyPolicies.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsBegunHasNoFindingAndItsTestsMissNothing(String name) {
        String begun = directory.resolve("begun").toString();
        Cli.Outcome outcome = Cli.bare("policy", "new", "--from", name, begun);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("begun/policy.yaml", "begun/rules.drl", "begun/tests/rules_test.yaml");

        assertThat(Cli.bare("policy", "lint", "--strict", begun)).satisfies(lint -> {
            assertThat(lint.status()).as(lint.out()).isZero();
            assertThat(lint.out()).contains("no finding");
        });
        assertThat(Cli.bare("policy", "test", "--mutate", "--coverage-min", "100", begun))
                .satisfies(test -> assertThat(test.status()).as(test.out()).isZero());
    }

    @Test
    void aDirectoryThatIsNotEmptyIsLeftAsItIs() throws IOException {
        Files.writeString(directory.resolve("kept"), "kept");
        Cli.Outcome outcome = Cli.bare("policy", "new", directory.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("it is not empty", "IMM-CLI-FILE");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("kept"));
        }
    }

    @Test
    void aFileIsNoPlaceForAPolicy() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(Cli.bare("policy", "new", file.toString()).err()).contains("no directory", "IMM-CLI-FILE");
    }

    @Test
    void aNameThatNoPolicyHasIsRefusedWithThoseThatThereAre() {
        assertThat(Cli.bare("policy", "show", "jugde")).satisfies(outcome -> {
            assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(outcome.err())
                    .contains("jugde", "baseline, ci, agent-code, judge, locked-down", "IMM-CLI-OPTION");
        });
        assertThat(Cli.bare("policy", "new", "--from", "jugde", directory.toString())
                        .err())
                .contains("jugde");
    }

    @Test
    void everyReadyPolicyIsListedWithItsDescription() throws JsonException {
        Cli.Outcome outcome = Cli.bare("policy", "library");
        assertThat(outcome.out().lines().skip(1))
                .hasSize(names().size())
                .allMatch(line -> line.matches("[a-z-]+ +[0-9]+ +\\S.*"));
        assertThat(Cli.bare("policy", "library", "--output", "json").json().objects("policies"))
                .hasSize(names().size());
    }

    @Test
    void aPolicyIsShownAsItIsWritten() throws JsonException {
        Cli.Outcome outcome = Cli.bare("policy", "show", "judge");
        assertThat(outcome.out())
                .startsWith("# judge/policy.yaml\n")
                .contains("// judge/10-judge.drl\n", "max-cpu-time: 10m", "rule \"JDG-001");
        assertThat(Cli.bare("policy", "show", "judge", "--output", "json")
                        .json()
                        .requireString("digest"))
                .isEqualTo(ReadyPolicies.load("judge").digest().toString());
    }

    @Test
    void aReadyPolicyIsLoadedByItsNameAndADirectoryByItsPath() throws IOException {
        assertThat(PolicyNames.look(Path.of("judge")).digest())
                .isEqualTo(ReadyPolicies.load("judge").digest());
        Path own = Files.createDirectory(directory.resolve("judge"));
        Files.writeString(own.resolve("policy.yaml"), "schema: 1\nbase: ci\n");
        assertThat(PolicyNames.look(own).rules())
                .isEqualTo(ReadyPolicies.load("ci").rules());
    }
}
