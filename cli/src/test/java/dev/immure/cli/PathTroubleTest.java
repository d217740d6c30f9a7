package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A path of the caller's that is of no use is explained in words, not in the names of Java's classes. */
class PathTroubleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--volume     | /nowhere/source:/x   | it does not exist",
                "--copy-in    | /nowhere/source:/x   | it does not exist",
                "--copy-out   | out:/nowhere/out     | it does not exist",
                "--env-file   | /nowhere/environment | it does not exist",
                "--volume     | /dev/null/below:/x   | Not a directory",
            })
    void aPathThatIsOfNoUseIsExplainedInWords(String option, String value, String why) {
        Cli.Outcome outcome = Cli.bare("plan", option, value, "app");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains(why).doesNotContain("java.nio").doesNotContain("Exception");
    }
}
