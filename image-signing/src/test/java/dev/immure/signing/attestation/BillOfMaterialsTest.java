package dev.immure.signing.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.attestation.BillOfMaterials.Component;
import dev.immure.signing.fault.AttestationFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillOfMaterialsTest {
    @ParameterizedTest
    @EnumSource(names = {"SPDX", "SPDX_2_2", "SPDX_2_3"})
    void readsSpdxUnderEachOfItsUris(PredicateType type) {
        assertThat(Predicates.read(type, Predicates.SPDX))
                .isEqualTo(new BillOfMaterials(
                        "spdx-2.3",
                        List.of(
                                new Component(
                                        "openssl",
                                        "3.0.11-1",
                                        "pkg:deb/debian/openssl@3.0.11-1?arch=amd64",
                                        List.of("Apache-2.0", "MIT", "GPL-2.0-only", "Classpath-exception-2.0")),
                                new Component("base-files", "", "", List.of()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4", "1.5", "1.6"})
    void readsCycloneDxWithTheComponentsInsideComponents(String version) {
        String document = Predicates.CYCLONEDX.replace("\"1.5\"", "\"" + version + "\"");
        assertThat(Predicates.read(PredicateType.CYCLONEDX, document))
                .isEqualTo(new BillOfMaterials(
                        "cyclonedx-" + version,
                        List.of(
                                new Component(
                                        "org.example/lib",
                                        "2.0",
                                        "pkg:maven/org.example/lib@2.0",
                                        List.of("MIT", "The Old Licence")),
                                new Component("inner", "", "", List.of("AGPL-3.0-only", "MIT")))));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SPDX-2.3 | SPDX-3.0 | \"spdxVersion\"",
                "\"spdxVersion\" | \"version\" | \"spdxVersion\" is missing",
                "\"openssl\" | \"\" | \"name\" is empty",
                "\"name\":\"openssl\" | \"Name\":\"openssl\" | \"name\" is missing",
                "\"versionInfo\":\"3.0.11-1\" | \"versionInfo\":3 | to be a string",
                "\"packages\":[ | \"packages\":[7, | array of objects",
                "\"NOASSERTION\" | {} | to be a string"
            })
    void refusesInSpdx(String from, String to, String why) {
        Fault fault = Predicates.refused(PredicateType.SPDX, Predicates.SPDX, from, to);
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE);
        assertThat(fault.why()).contains(why);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"CycloneDX\" | \"SPDX\" | \"bomFormat\"",
                "\"1.5\" | \"1.7\" | \"specVersion\"",
                "\"1.5\" | 1.5 | to be a string",
                "\"name\":\"inner\" | \"name\":\"\" | \"name\" is empty",
                "\"purl\":\"pkg:maven/org.example/lib@2.0\" | \"purl\":[] | to be a string",
                "{\"license\":{\"id\":\"MIT\"}} | {\"license\":\"MIT\"} | to be an object"
            })
    void refusesInCycloneDx(String from, String to, String why) {
        Fault fault = Predicates.refused(PredicateType.CYCLONEDX, Predicates.CYCLONEDX, from, to);
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesOneComponentMoreThanIsRead() {
        String one = "{\"name\":\"c\"},";
        Fault spdx = Predicates.refused(
                PredicateType.SPDX,
                Predicates.SPDX,
                "\"packages\":[",
                "\"packages\":[" + one.repeat(BillOfMaterials.MAX_COMPONENTS));
        assertThat(spdx.code()).isEqualTo(AttestationFault.LIMIT);
        Fault cyclone = Predicates.refused(
                PredicateType.CYCLONEDX,
                Predicates.CYCLONEDX,
                "\"components\":[{\"type\":\"library\",\"name\"",
                "\"components\":[" + one.repeat(BillOfMaterials.MAX_COMPONENTS) + "{\"type\":\"library\",\"name\"");
        assertThat(cyclone.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void aStatementOfOneTypeDoesNotPassForAnother() {
        assertThat(Predicates.refused(PredicateType.SPDX, Predicates.TRIVY, "", "")
                        .code())
                .isEqualTo(AttestationFault.PREDICATE);
        assertThat(Predicates.refused(PredicateType.CYCLONEDX, Predicates.SPDX, "", "")
                        .code())
                .isEqualTo(AttestationFault.PREDICATE);
    }
}
