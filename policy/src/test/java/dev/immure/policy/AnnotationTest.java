package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.immure.core.Fault;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.RuleMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules say about themselves: control ids, an owner, a description. */
class AnnotationTest {
    private static final String TWO_CONTROLS = """
            @control("CIS-DI-4.1") // why
            @control("NIST-800-190-3.1.2") @owner("platform team")
            @description("the \\"when\\" of root")
            """;

    private static String rule(String annotations) {
        return "// first line\nrule \"ABC-001 a when rule\"\n" + annotations
                + "salience 1 date-effective \"2026-01-01\"\nwhen\n RunRequest( user == \"@control\" )\nthen\n decision.warn(\"W\", \"t\");\nend\n";
    }

    private static RuleMetadata metadata(String annotations) {
        return Policies.compile(rule(annotations)).policy().rules().getFirst().metadata();
    }

    @Test
    void aRuleKeepsEveryControlItNames() {
        assertThat(metadata(TWO_CONTROLS))
                .isEqualTo(new RuleMetadata(
                        List.of("CIS-DI-4.1", "NIST-800-190-3.1.2"), "platform team", "the \"when\" of root"));
    }

    @Test
    void aRuleWithoutAnnotationsSaysNothingAboutItself() {
        assertThat(metadata("")).isEqualTo(RuleMetadata.NONE);
        assertThat(metadata("// @owner(\"x\")\n")).isEqualTo(RuleMetadata.NONE);
    }

    @Test
    void theDigestCoversMetadata() {
        PolicyBundle bundle = Policies.compile(rule(TWO_CONTROLS));
        assertThat(new String(bundle.canonicalJson(), StandardCharsets.UTF_8))
                .contains(
                        "\"salience\":1,\"effective\":\"2026-01-01\",\"controls\":[\"CIS-DI-4.1\",\"NIST-800-190-3.1.2\"],"
                                + "\"owner\":\"platform team\",\"description\":\"the \\\"when\\\" of root\",\"when\":");
        assertThat(bundle.digest()).isNotEqualTo(Policies.compile(rule("")).digest());
    }

    @Test
    void drlWithMetadataIsDrlToPlainDrools() {
        // Drools reads dates in a form of its own.
        Oracle oracle = Oracle.compileRules(rule(TWO_CONTROLS).replace("date-effective \"2026-01-01\"", ""));
        PolicyInput input = Inputs.valid().build();
        assertThat(oracle.decide(input, Policies.compile(rule(TWO_CONTROLS))).warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "@author(\"me\")|there is no annotation @author",
                "@a.b.Owner(\"me\")|there is no annotation @a",
                "@owner date-expires \"2036-01-01\"|'(' is expected",
                "@owner()|a text in double quotes is expected",
                "@owner(me)|a text in double quotes is expected",
                "@owner(value = \"me\")|has no meaning here",
                "@owner(\"me\" + \"you\")|has no meaning here",
                "@owner({\"me\"})|has no meaning here",
                "@owner(\"a\", \"b\")|')' is expected",
                "@owner(\"\")|is no value of @owner",
                "@owner(\" me\")|is no value of @owner",
                "@owner(\"me\") @owner(\"me\")|once too often",
                "@owner(\"me\") @owner(\"you\")|once too often",
                "@control(\"A\") @control(\"A\")|once too often",
                "@control(\"CIS 4.1\")|is no value of @control",
                "@control(\"-1\")|is no value of @control",
                "@control(\"a\\\\\" + System.exit(1) + \\\\\"\")|is no value of @control"
            })
    void refusesOtherAnnotationsAtTheirLine(String annotation, String why) {
        List<Fault> faults = Policies.faults(rule("\n" + annotation.replace("\\\\", "\\") + "\n"));
        assertThat(faults)
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.ANNOTATION, "test.drl:4"));
        assertThat(faults.getFirst().why()).contains(why);
    }

    @Test
    void boundsTheControlsOfOneRule() {
        String sixteen = IntStream.range(0, 16)
                .mapToObj(i -> "@control(\"C-" + i + "\")\n")
                .collect(Collectors.joining());
        assertThat(metadata(sixteen).controls()).hasSize(16);
        assertThat(Policies.faults(rule(sixteen + "@control(\"C-16\")\n")))
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.ANNOTATION, "test.drl:19"));
        assertThat(Policies.faults(rule("@owner(\"" + "x".repeat(257) + "\")\n")))
                .extracting(Fault::code)
                .containsExactly(PolicyFaultCode.ANNOTATION);
    }
}
