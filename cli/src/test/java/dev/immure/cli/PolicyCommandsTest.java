package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {
    private static final String RULE = """
            package policy;
            rule "IMG-001 signed image"
            when
                VerifiedImage( )
            then
                decision.deny("IMAGE-ANY", "no");
            end
            """;

    @TempDir
    private Path directory;

    @Test
    void aSoundPolicyHasNoFault() throws IOException, JsonException {
        Files.writeString(directory.resolve("a.drl"), RULE.replace("VerifiedImage( )", "RunRequest( )"));
        Cli.Outcome outcome = Cli.bare("policy", "lint", directory.toString(), "--output", "json");
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(outcome.json().bool("accepted")).contains(true);
        assertThat(outcome.json().strings("rules")).containsExactly("IMG-001 signed image");
        assertThat(outcome.json().objects("faults")).isEmpty();
    }

    @Test
    void everyFaultIsNamedWithFileAndLine() throws IOException {
        Files.writeString(directory.resolve("a.drl"), RULE.replace("VerifiedImage( )", "eval( true )"));
        Files.writeString(
                directory.resolve("b.drl"),
                RULE.replace("IMG-001", "IMG-002")
                        .replace("VerifiedImage( )", "RunRequest( )")
                        .replace("decision.deny(\"IMAGE-ANY\", \"no\")", "System.exit(0)"));
        Cli.Outcome outcome = Cli.bare("policy", "lint", directory.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).containsPattern("(?m)^a\\.drl:[0-9]+: .*\\[IMM-POLICY-[A-Z-]+]$");
        assertThat(outcome.out()).containsPattern("(?m)^b\\.drl:[0-9]+: .*\\[IMM-POLICY-[A-Z-]+]$");
    }

    @Test
    void whatARuleDoesNotMeanIsAFindingWithFileAndLine() throws IOException, JsonException {
        String rule = RULE.replace("VerifiedImage( )", "RunRequest( user == \"a\", user == \"b\" )");
        Files.writeString(directory.resolve("a.drl"), rule);
        Cli.Outcome outcome = Cli.bare("policy", "lint", directory.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).containsPattern("(?m)^a\\.drl:2: error: \"IMG-001 .*\\[LINT-UNREACHABLE]$");
        assertThat(Cli.bare("policy", "lint", directory.toString(), "--output", "json")
                        .json()
                        .objects("findings")
                        .getFirst()
                        .requireString("code"))
                .isEqualTo("LINT-UNREACHABLE");
    }

    @Test
    void findingsAreWrittenInSarifWithTheirLines() throws IOException, JsonException {
        Files.writeString(
                directory.resolve("a b.drl"),
                RULE.replace("VerifiedImage( )", "RunRequest( user == \"a\", user == \"b\" )"));
        Path sarif = directory.resolve("lint.sarif");
        Cli.bare("policy", "lint", "--sarif", sarif.toString(), directory.toString());
        JsonObject run = StrictJson.parseObject(Files.readAllBytes(sarif), new JsonLimits(1 << 20, 20, 10_000))
                .objects("runs")
                .getFirst();
        JsonObject result = run.objects("results").getFirst();
        assertThat(result.requireString("ruleId")).isEqualTo("LINT-UNREACHABLE");
        assertThat(result.requireString("level")).isEqualTo("error");
        JsonObject place = result.objects("locations")
                .getFirst()
                .object("physicalLocation")
                .orElseThrow();
        assertThat(place.object("artifactLocation").orElseThrow().requireString("uri"))
                .isEqualTo("a%20b.drl");
        assertThat(place.object("region").orElseThrow().toString()).contains("startLine", "2");
    }

    @Test
    void aWarningIsNoErrorUnlessStrict() throws IOException {
        String rule = RULE.replace("VerifiedImage( )", "RunRequest( user matches \".*\" )");
        Files.writeString(directory.resolve("a.drl"), rule);
        Cli.Outcome outcome = Cli.bare("policy", "lint", directory.toString());
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("warning:", "LINT-REGEX-MATCHES-ALL");
        assertThat(Cli.bare("policy", "lint", "--strict", directory.toString()).status())
                .isEqualTo(ExitStatus.NEGATIVE);
    }

    @Test
    void theFaultsAreInTheJsonWithTheirCodes() throws IOException, JsonException {
        Files.writeString(directory.resolve("a.drl"), RULE.replace("VerifiedImage( )", "eval( true )"));
        Cli.Outcome outcome = Cli.bare("policy", "lint", directory.toString(), "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        JsonObject fault = outcome.json().objects("faults").getFirst();
        assertThat(fault.requireString("code")).startsWith("IMM-POLICY-");
        assertThat(fault.requireString("on")).startsWith("a.drl:");
        assertThat(fault.requireString("remedy")).isNotBlank();
    }

    @Test
    void aPolicyThatIsNotThereIsAFault() {
        Cli.Outcome outcome =
                Cli.bare("policy", "lint", directory.resolve("none").toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).contains("IMM-POLICY-UNREADABLE");
    }
}
