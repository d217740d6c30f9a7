package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWaiversTest {
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @TempDir
    private Path directory;

    @BeforeEach
    void writePolicy() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "schema: 1\nbase: baseline\n");
        waivers(today.plusDays(40));
    }

    private void waivers(LocalDate expires) throws IOException {
        Files.writeString(directory.resolve("waivers.yaml"), """
                schema: 1
                waivers:
                  - name: OPS-1234
                    rule: CAP-001
                    scope: {caller: 1000}
                    reason: the old build traces itself
                    owner: platform team
                    granted: %s
                    expires: %s
                """.formatted(today.minusDays(1), expires));
    }

    private Cli.Outcome list(String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "policy";
        line[1] = "waivers";
        System.arraycopy(options, 0, line, 2, options.length);
        line[line.length - 1] = directory.toString();
        return Cli.bare(line);
    }

    @Test
    void listsEveryWaiverWithItsOwnerAndItsDays() throws JsonException {
        assertThat(list().status()).isZero();
        assertThat(list().out())
                .contains("OPS-1234: in force, ")
                .contains("lifts CAP-001 for caller 1000")
                .contains("platform team: the old build traces itself (waivers.yaml:3)");
        JsonObject waiver = list("--output", "json").json().objects("waivers").getFirst();
        assertThat(waiver.requireString("name")).isEqualTo("OPS-1234");
        assertThat(waiver.requireString("state")).isEqualTo("in-force");
        assertThat(waiver.requireString("expires")).isEqualTo(today.plusDays(40).toString());
    }

    @Test
    void answersWithOneWhenAWaiverExpiresWithinTheDays() throws IOException {
        assertThat(list("--expiring", "30d").status()).isZero();
        assertThat(list("--expiring", "30d").out()).contains("none");
        // Two days of slack: the day may change while this runs.
        assertThat(list("--expiring", "42d").status()).isEqualTo(ExitStatus.NEGATIVE);
        waivers(today.minusDays(1));
        assertThat(list("--expiring", "0d").status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(list("--expiring", "0d").out()).contains("OPS-1234: expired, from");
    }

    @Test
    void daysThatAreNoDaysAreAFaultOfTheCommandLine() {
        for (String days : new String[] {"30", "d", "-1d", "30h", "99999d"}) {
            Cli.Outcome outcome = list("--expiring", days);
            assertThat(outcome.status()).as(days).isEqualTo(ExitStatus.FAILED);
            assertThat(outcome.err()).contains("is not a number of days such as 30d", "IMM-CLI-USAGE");
        }
    }

    @Test
    void aPolicyThatIsNotInOrderHasNoWaivers() throws IOException {
        Files.writeString(directory.resolve("waivers.yaml"), "schema: 1\nwaivers: [{name: A}]\n");
        Cli.Outcome outcome = list();
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("waivers.yaml:2", "IMM-POLICY-WAIVER");
    }
}
