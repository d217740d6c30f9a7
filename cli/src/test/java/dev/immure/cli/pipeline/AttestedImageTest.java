package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonObject;
import dev.immure.policy.AttestationFacts;
import dev.immure.policy.Attested;
import dev.immure.policy.SbomComponent;
import dev.immure.policy.Vulnerability;
import dev.immure.signing.attestation.BillOfMaterials;
import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Provenance;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.attestation.Vex;
import dev.immure.signing.attestation.VulnerabilityScan;
import dev.immure.signing.attestation.VulnerabilityScan.Finding;
import dev.immure.signing.attestation.VulnerabilityScan.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttestedImageTest {
    private static final Digest IMAGE = Digest.of(new byte[] {1});
    private static final String PURL = "pkg:deb/debian/openssl@3.0.11?arch=amd64";

    private static VerifiedAttestation verified(PredicateType type, Predicate predicate, String... authorities) {
        Statement statement =
                new Statement(Statement.V1, List.of(Subject.of("app", IMAGE)), type.uri(), new JsonObject(Map.of()));
        return new VerifiedAttestation(statement, predicate, List.of(authorities));
    }

    private static Attested facts(VerifiedAttestation... attestations) {
        return AttestedImage.of(List.of(attestations), Set.of(IMAGE));
    }

    private static Predicate scan() {
        Finding finding = new Finding("CVE-2026-0001", Severity.HIGH, "openssl", "3.0.11", PURL, "3.0.12");
        return new VulnerabilityScan("s", "", VulnerabilityScan.TRIVY, List.of(finding));
    }

    private static Vex vex(Vex.Product... products) {
        return new Vex(List.of(new Vex.Assessment(
                List.of("CVE-2026-0001"),
                List.of(products),
                Vex.Status.NOT_AFFECTED,
                "component_not_present",
                Instant.EPOCH)));
    }

    @Test
    void noAttestationGivesNoFact() {
        assertThat(facts()).isEqualTo(Attested.NOTHING);
    }

    @Test
    void provenanceIsOneFactWithWhoStandsBehindIt() {
        Provenance provenance = new Provenance(
                "builder",
                "type",
                "git+https://a",
                List.of("sha1:00"),
                List.of(new Provenance.Material("pkg:b", List.of("sha256:11"))),
                Map.of("ref", "main"));
        Attested facts = facts(verified(PredicateType.SLSA_0_2, provenance, "alice", "bob"));
        assertThat(facts.attestations())
                .containsExactly(new AttestationFacts(
                        "https://slsa.dev/provenance/v0.2",
                        List.of("alice", "bob"),
                        "slsa-0.2",
                        "builder",
                        "type",
                        "git+https://a",
                        List.of("sha1:00"),
                        List.of("pkg:b"),
                        List.of("sha256:11"),
                        Map.of("ref", "main")));
    }

    @Test
    void eachComponentIsAFact() {
        BillOfMaterials bill = new BillOfMaterials(
                "spdx-2.3", List.of(new BillOfMaterials.Component("lib", "1", "pkg:l", List.of("MIT"))));
        Attested facts = facts(verified(PredicateType.SPDX, bill, "alice"));
        assertThat(facts.components()).containsExactly(new SbomComponent("lib", "1", "pkg:l", List.of("MIT")));
        assertThat(facts.attestations()).extracting(AttestationFacts::content).containsExactly("spdx-2.3");
    }

    @Test
    void aFindingIsAffectedUnlessVexSaysOtherwise() {
        Attested facts = facts(verified(PredicateType.VULNERABILITIES, scan(), "alice"));
        assertThat(facts.vulnerabilities())
                .containsExactly(new Vulnerability(
                        "CVE-2026-0001", "HIGH", "openssl", "3.0.11", PURL, "3.0.12", "affected", ""));
    }

    @Test
    void vexCountsInWhateverOrderTheAttestationsCome() {
        Vex.Product image = new Vex.Product(List.of("pkg:oci/app@" + IMAGE), List.of("pkg:deb/debian/openssl"));
        Attested facts = facts(
                verified(PredicateType.VULNERABILITIES, scan(), "alice"),
                verified(PredicateType.OPENVEX, vex(image), "bob"));
        assertThat(facts.vulnerabilities()).extracting(Vulnerability::status).containsExactly("not_affected");
        assertThat(facts.vulnerabilities())
                .extracting(Vulnerability::justification)
                .containsExactly("component_not_present");
    }

    @Test
    void vexAboutAnotherImageDoesNotCount() {
        Vex.Product other = new Vex.Product(List.of("pkg:oci/app@" + Digest.of(new byte[0])), List.of());
        Attested facts = facts(
                verified(PredicateType.VULNERABILITIES, scan(), "alice"),
                verified(PredicateType.OPENVEX, vex(other), "bob"));
        assertThat(facts.vulnerabilities()).extracting(Vulnerability::status).containsExactly("affected");
    }

    @Test
    void whatIsNotUnderstoodIsAFactThatSaysSo() {
        Predicate other = new Predicate.Other(new JsonObject(Map.of()));
        assertThat(facts(verified(PredicateType.CUSTOM, other, "alice")).attestations())
                .containsExactly(new AttestationFacts(
                        "https://cosign.sigstore.dev/attestation/v1", List.of("alice"), "unknown"));
    }
}
