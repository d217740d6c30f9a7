package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.immure.core.Fault;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policy.yaml: what a policy is called, and the values its rules ask for. */
class ParameterTest {
    private static final String RULES = Policies.PERMIT + """
            rule "ABC-001 all readings"
            when
                Parameter( name == "word", $word : text )
                Parameter( name == "list", count == 2, $list : texts )
                ImageFacts( platform == $word, registry memberOf $list )
            then
                decision.warn("TEXT", "{} {}", $word, $list);
            end
            rule "ABC-002 numbers"
            when
                Parameter( name == "size", $size : bytes )
                Parameter( name == "time", $time : nanoseconds )
                Parameter( name == "count", $count : number )
                ResourceRequest( memoryBytes == $size, wallTimeNanos == $time, pids == $count )
            then
                decision.warn("NUMBERS", "{} {} {}", $size, $time, $count);
            end
            rule "ABC-003 a flag"
            when
                Parameter( name == "on", flag )
            then
                decision.warn("FLAG", "on");
            end
            """;

    private static final String MANIFEST = """
            schema: 1
            name: policies.example/prod
            version: 7
            description: what runs in production
            not-before: 2026-01-01
            not-after: 2026-12-31
            minimum-engine: 0.1.0
            maximal-waiver-days: 30
            parameters:
              word: linux/amd64
              list: [registry.example, "other.example"]
              size: 512m
              time: 60s
              count: 64
              on: true
            """;

    private static SortedMap<String, byte[]> files(String rules, String manifest) {
        SortedMap<String, byte[]> files = Policies.files(rules);
        files.put("policy.yaml", manifest.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static PolicyBundle compile(String manifest) {
        return Policies.compile(files(RULES, manifest));
    }

    private static List<String> warnings(PolicyBundle bundle) {
        return Policies.decide(bundle, Inputs.valid().build()).warnings().stream()
                .map(Reason::text)
                .toList();
    }

    private static void assertFault(String rules, String manifest, PolicyFaultCode code, String on, String why) {
        List<Fault> faults = Policies.faults(files(rules, manifest));
        assertThat(faults).extracting(Fault::code, Fault::on).as("%s", faults).containsExactly(tuple(code, on));
        assertThat(faults.getFirst().why()).contains(why);
    }

    @Test
    void aRuleReadsAParameterInEachOfItsForms() {
        assertThat(warnings(compile(MANIFEST)))
                .containsExactly("linux/amd64 [registry.example, other.example]", "536870912 60000000000 64", "on");
    }

    @Test
    void theDecisionFollowsTheParameterAndNotTheRule() {
        assertThat(warnings(compile(MANIFEST.replace("64\n", "65\n")
                        .replace("true", "false")
                        .replace("linux/amd64", "linux/arm64"))))
                .isEmpty();
    }

    @Test
    void theDigestCoversManifestAndParameters() {
        PolicyBundle bundle = compile(MANIFEST);
        assertThat(new String(bundle.canonicalJson(), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"format\":\"immure-policy\",\"version\":1,\"manifest\":{\"name\":\"policies.example/prod\","
                                + "\"version\":7,\"description\":\"what runs in production\",\"notBefore\":\"2026-01-01\","
                                + "\"notAfter\":\"2026-12-31\",\"minimumEngine\":\"0.1.0\",\"base\":\"\",\"maximalWaiverDays\":30},"
                                + "\"parameters\":{\"count\":64,\"list\":[\"registry.example\",\"other.example\"],\"on\":true,"
                                + "\"size\":\"512m\",\"time\":\"60s\",\"word\":\"linux/amd64\"},\"rules\":[");
        Map.of(
                        "version: 7",
                        "version: 8",
                        "512m",
                        "513m",
                        "production",
                        "tests",
                        "12-31",
                        "12-30",
                        "days: 30",
                        "days: 31")
                .forEach((part, other) -> assertThat(
                                compile(MANIFEST.replace(part, other)).digest())
                        .as(part)
                        .isNotEqualTo(bundle.digest()));
        assertThat(compile("# a comment\n" + MANIFEST.replace("512m", "\"512m\""))
                        .digest())
                .isEqualTo(bundle.digest());
    }

    @Test
    void keepsWhatTheManifestSays() {
        var manifest = compile(MANIFEST).policy().manifest();
        assertThat(manifest.name()).isEqualTo("policies.example/prod");
        assertThat(manifest.version()).isEqualTo(7);
        assertThat(manifest.notBefore()).isEqualTo(Optional.of(LocalDate.of(2026, 1, 1)));
        assertThat(manifest.notAfter()).isEqualTo(Optional.of(LocalDate.of(2026, 12, 31)));
        assertThat(manifest.minimumEngine()).isEqualTo("0.1.0");
        assertThat(manifest.maximalWaiverDays()).isEqualTo(30);
    }

    @Test
    void aParameterThatIsNotGivenIsAFaultOfTheRule() {
        assertFault(
                RULES,
                MANIFEST.replace("  size: 512m\n", ""),
                PolicyFaultCode.PARAMETER_UNKNOWN,
                "test.drl:17",
                "reads the parameter 'size'");
    }

    @Test
    void aParameterThatNoRuleReadsIsAFaultOfTheManifest() {
        assertFault(
                RULES,
                MANIFEST + "  sizes: 1g\n",
                PolicyFaultCode.PARAMETER_UNUSED,
                "policy.yaml:16",
                "no rule reads the parameter 'sizes'; there are count, list, on, size, time, word");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "word: linux/amd64|word: 5|10|word is a whole number, and \"ABC-001 all readings\" (test.drl:9) reads it as text: text",
                "word: linux/amd64|word: [a]|10|is a list",
                "list: [registry.example, \"other.example\"]|list: registry.example|11|reads it as count: a list of texts",
                "size: 512m|size: much|12|reads it as bytes: a size such as 512m",
                "size: 512m|size: 10s|12|reads it as bytes: a size such as 512m",
                "size: 512m|size: 9999999999t|12|reads it as bytes",
                "time: 60s|time: 60|13|reads it as nanoseconds: a duration such as 1.5s",
                "time: 60s|time: 60k|13|reads it as nanoseconds: a duration such as 1.5s",
                "time: 60s|time: 999999999h|13|reads it as nanoseconds: a duration such as 1.5s",
                "count: 64|count: 64m|14|reads it as number: a whole number",
                "on: true|on: \"true\"|15|reads it as flag: true or false",
            })
    void aValueOfAnotherKindIsAFaultOfItsLine(String valid, String wrong, int line, String why) {
        List<Fault> faults = Policies.faults(files(RULES, MANIFEST.replace(valid, wrong)));
        assertThat(faults)
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault)
                        .extracting(Fault::code, Fault::on)
                        .containsExactly(PolicyFaultCode.PARAMETER_KIND, "policy.yaml:" + line));
        assertThat(faults).anySatisfy(fault -> assertThat(fault.why()).contains(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: 1|schema: 2|1|knows schema 1",
                "version: 7|version: 0|3|is not between 1 and",
                "version: 7|version: 1.5|3|is a number that is not whole, not a whole number",
                "version: 7|version: 9007199254740992|3|is not between 1 and",
                "version: 7|verison: 7|3|verison is not a field that is known here",
                "name: policies.example/prod|name: Prod!|2|is not a name such as",
                "description: what runs in production|description: \"a\\x07b\"|4|plain characters",
                "not-before: 2026-01-01|not-before: 01.01.2026|5|not a day such as 2026-11-23",
                "not-before: 2026-01-01|not-before: 2026-02-30|5|not a day",
                "not-after: 2026-12-31|not-after: 2025-12-31|6|is before not-before",
                "minimum-engine: 0.1.0|minimum-engine: latest|7|is not a version such as 1.2.0",
                "maximal-waiver-days: 30|maximal-waiver-days: 3651|8|is not between 0 and 3650",
                "on: true|on: ~|15|is nothing; a parameter is",
                "on: true|on: {a: b}|15|is a mapping; a parameter is",
                "on: true|on: 1.5|15|is a number that is not whole",
                "on: true|on: -1|15|is negative",
                "on: true|On: true|15|is called in small letters",
                "on: true|on: \"\\x07\"|15|plain characters",
                "list: [registry.example, \"other.example\"]|list: [registry.example, 5]|11|an item of list is a whole number",
            })
    void refusesAManifestThatIsNotInOrderAtItsLine(String valid, String wrong, int line, String why) {
        assertThat(MANIFEST).contains(valid);
        String manifest = MANIFEST.replace(valid, wrong);
        List<Fault> faults = Policies.faults(files(RULES, manifest));
        assertThat(faults)
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.MANIFEST, "policy.yaml:" + line));
        assertThat(faults.getFirst().why()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "- a list",
                "schema: 1\nschema: 1\n",
                "schema: 1\nname: &a x\ndescription: *a\n",
                "schema: !!int 1\n",
                "schema: 1\n---\nschema: 1\n",
                "schema: [\n"
            })
    void refusesWhatIsNotPlainYaml(String manifest) {
        assertThat(Policies.faults(files(Policies.PERMIT, manifest)))
                .extracting(Fault::code)
                .containsExactly(PolicyFaultCode.MANIFEST);
    }

    @Test
    void aManifestShowsWhatItSays() {
        assertFault(Policies.PERMIT, "schema: 1 # \u202e\n", PolicyFaultCode.CONTROL, "policy.yaml:1", "U+202e");
    }

    @Test
    void boundsNumberAndSizeOfParameters() {
        String many = IntStream.range(0, 65).mapToObj(i -> "  p" + i + ": a\n").collect(Collectors.joining());
        assertThat(Policies.faults(files(Policies.PERMIT, "schema: 1\nparameters:\n" + many)))
                .extracting(Fault::code, Fault::on)
                .contains(tuple(PolicyFaultCode.MANIFEST, "policy.yaml:67"));
        String list = "[" + "a, ".repeat(257) + "]";
        assertFault(
                RULES,
                MANIFEST.replace("[registry.example, \"other.example\"]", list),
                PolicyFaultCode.MANIFEST,
                "policy.yaml:11",
                "more than 256 values");
        assertFault(
                RULES,
                MANIFEST.replace("linux/amd64", "x".repeat(513)),
                PolicyFaultCode.MANIFEST,
                "policy.yaml:10",
                "at most 512");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Parameter( $l : texts )",
                "Parameter( name != \"list\" )",
                "Parameter( name in (\"list\", \"word\") )",
                "Parameter( name == \"list\" || flag )",
                "Parameter( !( name == \"list\" ) )",
                "ImageFacts( $n : name ) Parameter( name == $n )"
            })
    void aPatternSaysWhichParameterItReads(String pattern) {
        String rule = "rule \"ABC-009\"\nwhen\n" + pattern + "\nthen\ndecision.warn(\"W\", \"t\");\nend\n";
        assertThat(Policies.faults(rule))
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.PARAMETER, "test.drl:3"));
    }

    /** A parameter is one fact, so joining it with ten thousand others makes ten thousand combinations. */
    @Test
    void aParameterCostsNothingInAJoin() {
        String rule = """
                rule "ABC-009" when
                    Parameter( name == "list", $list : texts )
                    Vulnerability( severity memberOf $list )
                then decision.warn("W", "t"); end
                """;
        assertThat(Policies.faults(files(rule, "schema: 1\nparameters:\n  list: [HIGH]\n")))
                .isEmpty();
    }

    @Test
    void buildsOnlyOnPoliciesThatComeWithImmure() {
        assertFault(
                Policies.PERMIT,
                "schema: 1\nbase: nothing\n",
                PolicyFaultCode.BASE,
                "policy.yaml",
                "there is no policy 'nothing' in Immure");
    }

    @Test
    void aPolicyAddsRulesToItsBase() {
        PolicyBundle bundle = Policies.compile(files(Policies.PERMIT, "schema: 1\nbase: baseline\n"));
        assertThat(bundle.rules())
                .contains("PRM-001 all")
                .containsAll(PolicyBundle.baseline().rules());
        assertThat(Policies.codes(Policies.decide(
                        bundle, Inputs.valid().capabilities("CAP_SYS_ADMIN").build())))
                .containsExactly("CAPABILITY");
    }

    @Test
    void aParameterThatTheBaseDoesNotHaveIsAFault() {
        assertFault(
                Policies.PERMIT,
                "schema: 1\nbase: baseline\nparameters:\n  max-memroy: 1g\n",
                PolicyFaultCode.PARAMETER_UNUSED,
                "policy.yaml:4",
                "there are allowed-registries, allowed-signers, max-disk, max-memory");
    }
}
