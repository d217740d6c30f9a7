package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launch that was decided before is decided again, and its record says how. */
class RecalledDecisionIT {
    @TempDir
    private Path folder;

    private Range range;

    @BeforeEach
    void image() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    private List<String> decided() throws IOException {
        return Files.readString(range.root().resolve("audit/audit.log"), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.contains("\"type\":\"policy.decided\""))
                .toList();
    }

    private List<Path> kept(String what) throws IOException {
        try (Stream<Path> files = Files.list(range.root().resolve("kept").resolve(what))) {
            return files.filter(file -> file.getFileName().toString().length() == 64)
                    .toList();
        }
    }

    /** The baseline, as it is for a process that has asked it nothing yet: under another name each time. */
    private String policy() throws IOException {
        Path policy = Files.createTempDirectory(folder, "policy");
        Files.writeString(policy.resolve("policy.yaml"), "schema: 1\nbase: baseline\n");
        return policy.toString();
    }

    private String decision(String... options) throws IOException {
        return List.of(options).contains("--policy") ? asked(options) : asked(with("--policy", policy(), options));
    }

    private static String[] with(String option, String value, String... options) {
        return Stream.concat(Stream.of(option, value), Stream.of(options)).toArray(String[]::new);
    }

    private String asked(String... options) {
        List<String> arguments = Stream.of(
                        List.of("policy", "check", "--key", range.publicKey().toString()),
                        List.of(options),
                        List.of("probe:v1", "hello"))
                .flatMap(List::stream)
                .toList();
        return range.immure(arguments).out();
    }

    @Test
    void theSecondRunIsOfTheSameRulesAndSaysThatTheyWereNotAsked() throws IOException {
        range.run(List.of("--policy", policy()), "probe:v1", "hello");
        range.run(List.of("--policy", policy()), "probe:v1", "hello");
        List<String> decided = decided();
        assertThat(decided).hasSize(2);
        assertThat(decided.get(0)).doesNotContain("recalled");
        assertThat(decided.get(1)).contains("\"recalled\":true").contains(part(decided.get(0), "\"rules\":["));
        assertThat(range.immure(List.of("policy", "audit", "--policy", policy()))
                        .out())
                .contains("2 launches: 2 unchanged");
    }

    private static String part(String record, String begin) {
        int at = record.indexOf(begin);
        assertThat(at).as(record).isPositive();
        return record.substring(at, record.indexOf(']', at));
    }

    /** Not only in the log: an answer quotes the facts, too. */
    @Test
    void whatIsMaskedIsKeptNowhere() throws IOException {
        Files.writeString(range.config(), "schema: 1\naudit: {mask: [\"/run/argv/*\"]}\n");
        Path policy = Files.createTempDirectory(folder, "policy");
        Files.writeString(policy.resolve("policy.yaml"), "schema: 1\nbase: baseline\n");
        Files.writeString(policy.resolve("own.drl"), """
                rule "ARG-001 quotes"
                when
                    RunRequest( $argv : argv )
                then
                    decision.warn("ARGUMENTS", "{}", $argv);
                end
                """);
        range.run(List.of("--policy", policy.toString()), "probe:v1", "hello", "--password=hunter2secret");
        assertThat(decided()).hasSize(1);
        try (Stream<Path> files = Files.walk(range.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("hunter2secret");
            }
        }
    }

    @Test
    void aDenialIsRecalledWithItsReasonsAndRules() throws IOException {
        String first = decision("--cap-add", "SYS_ADMIN");
        String second = decision("--cap-add", "SYS_ADMIN");
        assertThat(first).startsWith("deny ").doesNotContain("as before");
        assertThat(second.lines().findFirst().orElseThrow()).startsWith("deny ").endsWith(", as before");
        assertThat(second.lines().skip(2))
                .containsExactlyElementsOf(first.lines().skip(2).toList());
    }

    @Test
    void whatWasPermittedIsNoPermitForSomethingElse() throws IOException {
        assertThat(decision()).startsWith("permit ");
        assertThat(decision("--cap-add", "SYS_ADMIN")).startsWith("deny ");
    }

    @Test
    void aPermitPutInThePlaceOfADenialIsNotBelieved() throws IOException {
        decision();
        byte[] permit = Files.readAllBytes(kept("decisions").getFirst());
        decision("--cap-add", "SYS_ADMIN");
        for (Path file : kept("decisions")) {
            Files.write(file, permit);
        }
        assertThat(decision("--cap-add", "SYS_ADMIN")).startsWith("deny ").doesNotContain("as before");
    }

    @Test
    void aPolicyThatWasChangedIsAskedAnew() throws IOException {
        assertThat(decision("--policy", rule("permit"))).startsWith("permit ");
        assertThat(decision("--policy", rule("permit"))).startsWith("permit ").contains("as before");
        assertThat(decision("--policy", rule("deny"))).startsWith("deny ").doesNotContain("as before");
    }

    private String rule(String verb) throws IOException {
        Path policy = Files.createTempDirectory(folder, "rule");
        Files.writeString(
                policy.resolve("a.drl"),
                "rule \"PRM-001 all\" when ImageFacts() then decision." + verb + "(\"ALL\", \"said\"); end\n");
        return policy.toString();
    }

    /** The policy as data must be of this state folder, too. */
    @Test
    void aPolicyPutInThePlaceOfAnotherIsNotBelieved() throws IOException {
        Path lax = Files.createDirectory(folder.resolve("lax"));
        Files.writeString(
                lax.resolve("a.drl"),
                "rule \"PRM-001 all\" when ImageFacts() then decision.permit(\"ALL\", \"all\"); end\n");
        decision("--policy", lax.toString());
        byte[] permissive = Files.readAllBytes(kept("policies").getFirst());
        decision();
        for (Path file : kept("policies")) {
            Files.write(file, permissive);
        }
        assertThat(decision("--cap-add", "SYS_ADMIN")).startsWith("deny ").contains("(baseline/20-request.drl");
    }
}
