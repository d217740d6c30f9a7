package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What parameters, waivers and warnings do to {@code policy check} of a signed image. */
class PolicyWaivedIT {
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private Cli cli;
    private Path publicKey;
    private Path policy;

    @BeforeEach
    void signAnImage() throws IOException {
        cli = Cli.in(directory);
        Path key = Keys.write(directory, "alice");
        publicKey = Keys.publicOf(key);
        cli.run(
                "image",
                "pack",
                Files.createDirectory(directory.resolve("rootfs")).toString(),
                "team/app:v1");
        cli.run("image", "sign", "--key", key.toString(), "team/app:v1");
        policy = Files.createDirectory(directory.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                schema: 1
                base: baseline
                parameters:
                  max-memory: 64m
                """);
    }

    private void waive(LocalDate expires) throws IOException {
        Files.writeString(policy.resolve("waivers.yaml"), """
                schema: 1
                waivers:
                  - name: OPS-1
                    code: LIMIT-MEMORY-MAXIMUM
                    scope: {image: team/*}
                    reason: measured by hand
                    owner: platform team
                    granted: %s
                    expires: %s
                """.formatted(today.minusDays(2), expires));
    }

    private Cli.Outcome check(String... options) {
        List<String> line = new ArrayList<>(List.of("policy", "check"));
        line.addAll(cli.globalOptions());
        line.addAll(List.of("--key", publicKey.toString(), "--policy", policy.toString(), "--memory", "128m"));
        line.addAll(List.of(options));
        line.addAll(List.of("team/app:v1", "/bin/app"));
        return Cli.bare(line.toArray(String[]::new));
    }

    @Test
    void aParameterOfTheBaselineDeniesAndAWaiverLiftsIt() throws IOException, JsonException {
        Cli.Outcome denied = check();
        assertThat(denied.status()).as(denied.err()).isEqualTo(ExitStatus.REFUSED);
        assertThat(denied.out()).contains("LIMIT-MEMORY-MAXIMUM: 134217728 bytes of memory are more than the 67108864");

        waive(today.plusDays(2));
        Cli.Outcome waived = check();
        assertThat(waived.status()).as(waived.err()).isZero();
        assertThat(waived.out())
                .contains(", 1 waived")
                .contains("waived: LIMIT-MEMORY-MAXIMUM: ")
                .contains(" by OPS-1 of platform team until ")
                .contains(": measured by hand");
        JsonObject entry = check("--output", "json").json().objects("waived").getFirst();
        assertThat(entry.requireString("waiver")).isEqualTo("OPS-1");
        assertThat(entry.requireString("state")).isEqualTo("in-force");
    }

    @Test
    void aWaiverThatIsOverIsToldWithTheDenial() throws IOException, JsonException {
        waive(today.minusDays(1));
        Cli.Outcome denied = check();
        assertThat(denied.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(denied.out())
                .contains("not waived (expired): LIMIT-MEMORY-MAXIMUM: ")
                .contains("OPS-1");
        JsonObject json = check("--output", "json").json();
        assertThat(json.objects("waived")).isEmpty();
        assertThat(json.objects("lapsed").getFirst().requireString("state")).isEqualTo("expired");
    }

    @Test
    void warningsFailOnlyWhenAskedTo() throws IOException {
        waive(today.plusDays(2));
        Files.writeString(
                policy.resolve("warn.drl"),
                "rule \"WRN-001 a warning\" when RunRequest() then decision.warn(\"W\", \"mind\"); end\n");
        assertThat(check().status()).isZero();
        assertThat(check().out()).contains("warning: W: mind");
        assertThat(check("--fail-on-warn").status()).isEqualTo(ExitStatus.NEGATIVE);
        Files.delete(policy.resolve("warn.drl"));
        assertThat(check("--fail-on-warn").status()).isZero();
    }

    @Test
    void aPolicyThatIsNotInOrderIsWrongInputAndNoDenial() throws IOException {
        Files.writeString(policy.resolve("policy.yaml"), "schema: 1\nbase: baseline\nparameters: {max-memroy: 1g}\n");
        Cli.Outcome outcome = check();
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("policy.yaml:3", "IMM-POLICY-PARAMETER-UNUSED");
    }
}
