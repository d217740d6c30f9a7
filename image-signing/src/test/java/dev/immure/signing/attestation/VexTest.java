package dev.immure.signing.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Vex.Assessment;
import dev.immure.signing.attestation.Vex.Status;
import dev.immure.signing.attestation.VulnerabilityScan.Finding;
import dev.immure.signing.attestation.VulnerabilityScan.Severity;
import dev.immure.signing.fault.AttestationFault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VexTest {
    private static final Finding FINDING = new Finding(
            "CVE-2026-0001",
            Severity.CRITICAL,
            "openssl",
            "3.0.11-1",
            "pkg:deb/debian/openssl@3.0.11-1?arch=amd64",
            "");

    private static Vex read(String json) {
        return (Vex) Predicates.read(PredicateType.OPENVEX, json);
    }

    private static Optional<Status> status(String json) {
        return new Exploitability(Set.of(Predicates.IMAGE), List.of(read(json)))
                .of(FINDING)
                .map(Assessment::status);
    }

    private static Optional<Status> changed(String from, String to) {
        assertThat(Predicates.VEX).contains(from);
        return status(Predicates.VEX.replace(from, to));
    }

    @Test
    void saysWhatItsMakerSaysOfAFinding() {
        Assessment found = new Exploitability(Set.of(Predicates.IMAGE), List.of(read(Predicates.VEX)))
                .of(FINDING)
                .orElseThrow();
        assertThat(found.status()).isEqualTo(Status.NOT_AFFECTED);
        assertThat(found.justification()).isEqualTo("vulnerable_code_not_present");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // by an alias, by a whole purl, without subcomponents, of the package itself, of whatever is attested
                "\"CVE-2026-0001\",\"aliases\":[\"GHSA-aaaa\"] | \"GHSA-aaaa\",\"aliases\":[\"CVE-2026-0001\"]",
                "\"pkg:deb/debian/openssl\" | \"pkg:deb/debian/openssl@3.0.11-1?arch=amd64\"",
                "\"pkg:deb/debian/openssl\" | \"pkg:deb/debian/openssl@3.0.11-1\"",
                "\"subcomponents\" | \"notes\"",
                "{\"name\":\"CVE-2026-0001\",\"aliases\":[\"GHSA-aaaa\"]} | \"CVE-2026-0001\"",
                "\"products\" | \"notes\""
            })
    void isAboutAFinding(String from, String to) {
        assertThat(changed(from, to)).contains(Status.NOT_AFFECTED);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"CVE-2026-0001\" | \"CVE-2026-00011\"",
                "\"pkg:deb/debian/openssl\" | \"pkg:deb/debian/opensslx\"",
                "\"pkg:deb/debian/openssl\" | \"pkg:deb/debian/open\"",
                "\"pkg:deb/debian/openssl\" | \"pkg:deb/debian/openssl@3.0.11-2\"",
                "\"pkg:deb/debian/openssl\" | \"\u0020\"",
                "pkg:oci/app@sha256: | pkg:oci/app@sha256:00"
            })
    void isNotAboutAnother(String from, String to) {
        String other = to.endsWith("00")
                ? Predicates.VEX.replace(
                        Predicates.IMAGE.hex(), Digest.of(new byte[0]).hex())
                : Predicates.VEX.replace(from, to);
        assertThat(other).isNotEqualTo(Predicates.VEX);
        assertThat(status(other)).isEmpty();
    }

    @Test
    void anImageByNameOrTagCouldBeAnyOther() {
        assertThat(changed("pkg:oci/app@sha256:" + Predicates.IMAGE.hex(), "pkg:oci/app:v1"))
                .isEmpty();
    }

    @Test
    void theLatestStatementCountsAndOfTwoAtOneMomentTheWorst() {
        Vex good = read(Predicates.VEX);
        Vex sameMoment = read(Predicates.VEX.replace("not_affected", "affected"));
        Vex later = read(Predicates.VEX
                .replace("not_affected", "fixed")
                .replace("2026-01-01T00:00:00Z", "2026-01-01T01:00:01+01:00"));
        assertThat(new Exploitability(Set.of(Predicates.IMAGE), List.of(sameMoment, good)).of(FINDING))
                .hasValueSatisfying(found -> assertThat(found.status()).isEqualTo(Status.AFFECTED));
        assertThat(new Exploitability(Set.of(Predicates.IMAGE), List.of(later, sameMoment, good)).of(FINDING))
                .hasValueSatisfying(found -> assertThat(found.status()).isEqualTo(Status.FIXED));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "https://openvex.dev/ns/v0.2.0 | https://openvex.dev/nsx | \"@context\"",
                "2026-01-01T00:00:00Z | yesterday | \"timestamp\"",
                "\"timestamp\":\"2026-01-01T00:00:00Z\", | '' | \"timestamp\" is missing",
                "not_affected | harmless | \"status\"",
                "\"name\":\"CVE-2026-0001\" | \"name\":\"\" | \"name\" is empty",
                "\"products\":[{\"@id\" | \"products\":[],\"p\":[{\"@id\" | \"products\" is empty",
                "{\"@id\":\"pkg:deb/debian/openssl\"} | {} | no name",
                "{\"@id\":\"pkg:deb/debian/openssl\"} | 7 | holds a number"
            })
    void refuses(String from, String to, String why) {
        Fault fault = Predicates.refused(PredicateType.OPENVEX, Predicates.VEX, from, to);
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE);
        assertThat(fault.why()).contains(why);
    }
}
