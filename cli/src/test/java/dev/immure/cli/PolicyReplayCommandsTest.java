package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explain, audit and diff over facts in files. */
class PolicyReplayCommandsTest {
    private static final String POLICY = """
            rule "MEM-001 memory" @control("CIS-DI-5.11")
            when
                ResourceRequest( memoryBytes > 268435456, $bytes : memoryBytes )
            then
                decision.deny("MEMORY", "{} bytes", $bytes);
            end
            rule "PRM-001 verified"
            when
                ImageFacts( verification == "verified" )
            then
                decision.permit("OK", "verified");
            end
            """;

    private static final String FACTS = """
            {"image": {"reference": "team/app:v1", "name": "team/app", "manifest": "sha256:%s", "labels": {}, "user": "",
                       "entrypoint": [], "created": "", "layers": 1, "sizeBytes": 1, "platform": "linux/amd64",
                       "verification": "verified"},
             "signatures": [], "attested": {"attestations": [], "components": [], "vulnerabilities": []},
             "run": {"user": "0:0", "argv": ["/bin/true"], "profile": "default", "workingDirectory": "/",
                     "environment": [], "readOnlyRoot": false, "terminal": false, "customSeccomp": false,
                     "customLabel": false, "bestEffort": [], "hostname": "", "cpuset": "", "fixedAddresses": false,
                     "copiesIn": [], "copiesOut": []},
             "mounts": [], "capabilities": [], "network": {"mode": "none", "publish": [], "allow": [], "dns": []},
             "resources": {"memoryBytes": MEMORY, "pids": 1, "cpuMillis": 1, "cpuTimeNanos": 1, "wallTimeNanos": 1,
                           "diskBytes": 1, "diskInodes": 1, "outputBytes": 1},
             "caller": {"uid": 1000, "gid": 1000, "groups": ["1000"], "authentication": "process"},
             "host": {"kernelRelease": "6.1", "walls": [], "cgroupVersion": "v2", "selinux": "disabled"},
             "clock": {"instant": "2026-11-23T09:30:00Z"}}
            """.formatted("0".repeat(64));

    @TempDir
    private Path directory;

    private Cli cli;
    private Path policy;
    private Path facts;

    @BeforeEach
    void write() throws IOException {
        cli = Cli.in(directory);
        policy = Files.createDirectory(directory.resolve("policy"));
        Files.writeString(policy.resolve("a.drl"), POLICY);
        facts = Files.createDirectory(directory.resolve("facts"));
        Files.writeString(facts.resolve("large.json"), FACTS.replace("MEMORY", "1073741824"));
        Files.writeString(facts.resolve("small.json"), FACTS.replace("MEMORY", "1048576"));
    }

    private Cli.Outcome audit(String... more) {
        List<String> all = new java.util.ArrayList<>(
                List.of("policy", "audit", "--policy", policy.toString(), "--facts", facts.toString()));
        all.addAll(List.of(more));
        return cli.run(all.toArray(String[]::new));
    }

    @Test
    void explainSaysWhatFiredWhatDidNotAndWhatWouldTurnIt() throws JsonException {
        Cli.Outcome outcome = cli.run(
                "policy",
                "explain",
                "--policy",
                policy.toString(),
                "--facts",
                facts.resolve("large.json").toString(),
                "--output",
                "json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        JsonObject answer = outcome.json();
        assertThat(answer.requireLong("schema")).isEqualTo(1);
        assertThat(answer.requireString("decision")).isEqualTo("deny");
        JsonObject fired = answer.objects("fired").getFirst();
        assertThat(fired.requireString("source")).isEqualTo("a.drl:1");
        assertThat(fired.objects("facts").getFirst().stringMap("values")).containsEntry("memoryBytes", "1073741824");
        assertThat(answer.objects("notFired")).isEmpty();
        JsonObject nearest = answer.requireObject("nearest");
        assertThat(nearest.objects("changes").getFirst().requireString("pointer"))
                .isEqualTo("/resources/memoryBytes");
        assertThat(nearest.objects("changes").getFirst().requireString("to")).isEqualTo("268435456");
    }

    @Test
    void explainNamesTheConditionThatFailedInText() {
        Cli.Outcome outcome = cli.run(
                "policy",
                "explain",
                "--policy",
                policy.toString(),
                "--facts",
                facts.resolve("small.json").toString());
        assertThat(outcome.out())
                .contains("MEM-001 memory: would deny MEMORY")
                .contains("a.drl:3: ResourceRequest: memoryBytes > 268435456 does not hold: memoryBytes = 1048576");
    }

    @Test
    void explainWantsOneThingToExplain() {
        assertThat(cli.run("policy", "explain").err()).contains("IMM-CLI-USAGE");
        assertThat(cli.run("policy", "explain", "--run", "0123456789abcdef", "team/app:v1")
                        .err())
                .contains("IMM-CLI-USAGE");
        assertThat(cli.run("policy", "explain", "--run", "../x").err()).contains("IMM-CLI-OPTION");
    }

    @Test
    void auditSaysWhatWouldBeDeniedAndByWhat() throws JsonException {
        Cli.Outcome outcome = audit("--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        JsonObject answer = outcome.json();
        assertThat(answer.requireObject("totals").requireLong("denied")).isEqualTo(1);
        assertThat(answer.requireObject("totals").requireLong("permitted")).isEqualTo(1);
        JsonObject launch = answer.objects("launches").getFirst();
        assertThat(launch.requireString("id")).isEqualTo("large.json");
        assertThat(launch.requireString("caller")).isEqualTo("uid 1000");
        JsonObject control = answer.objects("controls").getFirst();
        assertThat(control.requireString("control")).isEqualTo("CIS-DI-5.11");
        assertThat(control.requireLong("denied")).isEqualTo(1);
    }

    @Test
    void auditEndsWithZeroWhenNothingWouldChange() throws IOException {
        Files.delete(facts.resolve("large.json"));
        assertThat(audit().status()).isZero();
    }

    @Test
    void factsThatCannotBeReadAreCountedAndNamed() throws IOException {
        Files.delete(facts.resolve("large.json"));
        Files.writeString(facts.resolve("odd.json"), "{}");
        Cli.Outcome outcome = audit();
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out())
                .contains("1 not replayed")
                .contains("odd.json")
                .contains("IMM-POLICY-FACTS-JSON");
    }

    @Test
    void auditWritesTheOtherFormsBeside() throws IOException {
        Path html = directory.resolve("a.html");
        Path sarif = directory.resolve("a.sarif");
        Path junit = directory.resolve("a.xml");
        audit("--html", html.toString(), "--sarif", sarif.toString(), "--junit", junit.toString());
        assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("large.json");
        assertThat(Files.readString(sarif)).contains("\"version\":\"2.1.0\"").contains("MEM-001 memory");
        assertThat(Files.readString(junit)).contains("<testcase").contains("large.json");
    }

    @Test
    void diffSaysWhichRulesAndWhichDecisionsDiffer() throws IOException, JsonException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("a.drl"), POLICY.replace("268435456", "2147483648"));
        Cli.Outcome outcome = cli.run(
                "policy", "diff", policy.toString(), other.toString(), "--facts", facts.toString(), "--output", "json");
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(ExitStatus.NEGATIVE);
        JsonObject change = outcome.json().objects("ruleChanges").getFirst();
        assertThat(change.requireString("rule")).isEqualTo("MEM-001 memory");
        assertThat(change.requireString("change")).isEqualTo("changed");
        JsonObject totals = outcome.json().requireObject("decisions").requireObject("totals");
        assertThat(totals.requireLong("newly-permitted")).isEqualTo(1);
        assertThat(totals.requireLong("unchanged")).isEqualTo(1);
    }

    @Test
    void aPolicyDoesNotDifferFromItself() {
        Cli.Outcome outcome =
                cli.run("policy", "diff", policy.toString(), policy.toString(), "--facts", facts.toString());
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .contains("the policies say the same")
                .contains("2 launches")
                .contains("2 unchanged");
    }

    @Test
    void whatIsMissingIsSaidWithItsCode() {
        assertThat(cli.run("policy", "audit").err()).contains("IMM-AUDIT-MISSING");
        assertThat(cli.run(
                                "policy",
                                "audit",
                                "--facts",
                                directory.resolve("none").toString())
                        .err())
                .contains("IMM-CLI-FILE");
        assertThat(cli.run("policy", "audit", "--images", directory.toString()).err())
                .contains("IMM-CLI-FILE");
    }
}
