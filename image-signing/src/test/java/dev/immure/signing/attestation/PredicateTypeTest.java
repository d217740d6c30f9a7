package dev.immure.signing.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredicateTypeTest {
    @ParameterizedTest
    @CsvSource({
        "slsaprovenance,https://slsa.dev/provenance/v0.2",
        "slsaprovenance02,https://slsa.dev/provenance/v0.2",
        "slsaprovenance1,https://slsa.dev/provenance/v1",
        "spdx,https://spdx.dev/Document",
        "spdxjson,https://spdx.dev/Document",
        "cyclonedx,https://cyclonedx.org/bom",
        "openvex,https://openvex.dev/ns",
        "vuln,https://cosign.sigstore.dev/attestation/vuln/v1",
        "link,https://in-toto.io/Link/v1",
        "custom,https://cosign.sigstore.dev/attestation/v1"
    })
    void hasTheShortNamesOfCosign(String name, String uri) {
        assertThat(PredicateType.named(name)).map(PredicateType::uri).contains(uri);
    }

    @ParameterizedTest
    @EnumSource(PredicateType.class)
    void isFoundByItsExactUri(PredicateType type) {
        assertThat(PredicateType.of(type.uri())).contains(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://slsa.dev/provenance/v0.2/",
                "https://slsa.dev/provenance/V1",
                "http://slsa.dev/provenance/v1",
                "slsa.dev/provenance/v1",
                "https://slsa.dev/provenance/v1#",
                ""
            })
    void isNotFoundByAnotherSpelling(String uri) {
        assertThat(PredicateType.of(uri)).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsKeptAsItIs() {
        assertThat(Predicates.read(PredicateType.CUSTOM, "{\"Data\":\"x\"}"))
                .isInstanceOfSatisfying(
                        Predicate.Other.class,
                        other -> assertThat(other.content().has("Data")).isTrue());
    }
}
