package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules over what verified attestations say. */
class AttestedDecisionTest {
    private static final String RULES = """
            rule "ATT-001 any image" when ImageFacts() then decision.permit("ANY", "any image"); end
            rule "ATT-002 a bill of materials"
            when
                not ( AttestationFacts( type == "https://spdx.dev/Document", signers contains "release" ) )
            then decision.deny("NO-BILL", "no bill of materials"); end
            rule "ATT-003 one licence"
            when SbomComponent( licences contains "AGPL-3.0-only", $name : name )
            then decision.deny("LICENCE", "{} is under the AGPL", $name); end
            rule "ATT-004 no hole that matters"
            when Vulnerability( severity in ("CRITICAL", "HIGH"), status == "affected", $id : id )
            then decision.deny("VULNERABLE", "{}", $id); end
            rule "ATT-005 only a scan that is understood"
            when AttestationFacts( type str[endsWith] "/vuln/v1", content == "unknown" )
            then decision.deny("SCAN", "the scan is in a format that is not known"); end
            rule "ATT-006 only our builder and the main branch"
            when
                AttestationFacts( type str[startsWith] "https://slsa.dev/", builder != "https://ci.example/hosted"
                    || parameters["workflow.ref"] != "refs/heads/main", $builder : builder )
            then decision.deny("BUILDER", "built by {}", $builder); end
            """;

    private static List<String> denials(Attested attested) {
        return Policies.codes(
                Policies.decide(RULES, Inputs.valid().attested(attested).build()));
    }

    /** Facts of their own: Drools takes one object that is given twice for one fact. */
    private static <T> List<T> many(int count, IntFunction<T> fact) {
        return IntStream.range(0, count).mapToObj(fact).toList();
    }

    private static AttestationFacts bill() {
        return new AttestationFacts("https://spdx.dev/Document", List.of("release"), "spdx-2.3");
    }

    @Test
    void whatIsAskedForAndThereIsPermitted() {
        assertThat(denials(new Attested(
                        List.of(bill(), Inputs.provenance("https://ci.example/hosted")),
                        List.of(Inputs.component("lib", "MIT")),
                        List.of(
                                Inputs.vulnerability("LOW", "affected"),
                                Inputs.vulnerability("HIGH", "not_affected")))))
                .isEmpty();
    }

    @Test
    void anAttestationOfAnotherTypeDoesNotStandIn() {
        AttestationFacts scan =
                new AttestationFacts("https://cosign.sigstore.dev/attestation/vuln/v1", List.of("release"), "trivy");
        assertThat(denials(new Attested(List.of(scan), List.of(), List.of()))).containsExactly("NO-BILL");
    }

    @Test
    void anAttestationBySomebodyElseDoesNotStandIn() {
        AttestationFacts other = new AttestationFacts("https://spdx.dev/Document", List.of("stranger"), "spdx-2.3");
        assertThat(denials(new Attested(List.of(other), List.of(), List.of()))).containsExactly("NO-BILL");
    }

    @Test
    void aScanInAFormatThatIsNotKnownIsNotOneWithoutFindings() {
        AttestationFacts scan =
                new AttestationFacts("https://cosign.sigstore.dev/attestation/vuln/v1", List.of("release"), "unknown");
        assertThat(denials(new Attested(List.of(bill(), scan), List.of(), List.of())))
                .containsExactly("SCAN");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ci.example/hosted,refs/heads/main,true",
        "https://ci.example/hosted2,refs/heads/main,false",
        "https://ci.example/hosted,refs/heads/main2,false"
    })
    void builderAndParametersAreCompared(String builder, String ref, boolean permitted) {
        AttestationFacts good = Inputs.provenance(builder);
        AttestationFacts provenance = new AttestationFacts(
                good.type(),
                good.signers(),
                good.content(),
                good.builder(),
                good.buildType(),
                good.sourceUri(),
                good.sourceDigests(),
                good.materials(),
                good.materialDigests(),
                Map.of("workflow.ref", ref));
        assertThat(denials(new Attested(List.of(bill(), provenance), List.of(), List.of())))
                .isEqualTo(permitted ? List.of() : List.of("BUILDER"));
    }

    @Test
    void oneComponentOfSixteenThousandIsFoundInTime() {
        List<SbomComponent> parts =
                new ArrayList<>(many(FactBounds.COMPONENTS - 1, i -> Inputs.component("lib" + i, "MIT", "Apache-2.0")));
        parts.add(Inputs.component("bad", "AGPL-3.0-only"));
        assertThat(denials(new Attested(List.of(bill()), parts, List.of()))).containsExactly("LICENCE");
    }

    @Test
    void moreFindingsThanRulesMayFireAreDenied() {
        List<Vulnerability> holes = many(FactBounds.VULNERABILITIES, i -> Inputs.vulnerability("CRITICAL", "affected"));
        assertThat(denials(new Attested(List.of(bill()), List.of(), holes))).containsExactly("POLICY-LIMIT");
    }

    @Test
    void aJoinOfComponentsAndVulnerabilitiesCannotBeWritten() {
        assertThat(Policies.faults("rule \"ATT-001\" when SbomComponent( $p : purl ) Vulnerability( purl == $p ) "
                        + "then decision.warn(\"W\", \"t\"); end\n"))
                .extracting(fault -> fault.code().id())
                .containsExactly("IMM-POLICY-WORK");
    }
}
