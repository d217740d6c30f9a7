package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.attestation.BillOfMaterials;
import dev.immure.signing.attestation.Exploitability;
import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Provenance;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.attestation.Vex;
import dev.immure.signing.attestation.VulnerabilityScan;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.Envelope;
import java.util.List;
import java.util.Set;

/** What is attached to an image beside signatures: understood, or refused by name. */
class AttestationFuzzTest {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 64, 100_000);
    private static final Digest IMAGE = Digest.of(new byte[0]);
    private static final VulnerabilityScan.Finding FINDING = new VulnerabilityScan.Finding(
            "CVE-2026-0001",
            VulnerabilityScan.Severity.HIGH,
            "openssl",
            "1",
            "pkg:deb/debian/openssl@1?arch=amd64",
            "");

    @FuzzTest
    void envelopeIsReadOrRefused(byte[] data) {
        try {
            Envelope envelope = Envelope.parse(data, "envelope");
            assertThat(envelope.signatures()).isNotEmpty();
            assertThat(envelope.encoded()).endsWith(envelope.payload());
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(AttestationFault.ENVELOPE, AttestationFault.LIMIT);
        }
    }

    @FuzzTest
    void inTotoStatementIsReadOrRefused(byte[] data) {
        try {
            Statement statement = Statement.parse(data, "statement");
            assertThat(statement.subjects()).isNotEmpty();
            assertThat(statement.predicateType()).isNotBlank();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(AttestationFault.STATEMENT, AttestationFault.LIMIT);
        }
    }

    @FuzzTest
    void provenance02IsReadOrRefused(byte[] data) {
        predicate(PredicateType.SLSA_0_2, data);
    }

    @FuzzTest
    void provenance1IsReadOrRefused(byte[] data) {
        predicate(PredicateType.SLSA_1, data);
    }

    @FuzzTest
    void spdxIsReadOrRefused(byte[] data) {
        predicate(PredicateType.SPDX, data);
    }

    @FuzzTest
    void cycloneDxIsReadOrRefused(byte[] data) {
        predicate(PredicateType.CYCLONEDX, data);
    }

    @FuzzTest
    void vexIsReadOrRefused(byte[] data) {
        predicate(PredicateType.OPENVEX, data);
    }

    @FuzzTest
    void scanIsReadOrRefused(byte[] data) {
        predicate(PredicateType.VULNERABILITIES, data);
    }

    private static void predicate(PredicateType type, byte[] json) {
        JsonObject content;
        try {
            content = StrictJson.parseObject(json, LIMITS);
        } catch (JsonException e) {
            return; // the business of StrictJson
        }
        Statement statement = new Statement(Statement.V1, List.of(Subject.of("", IMAGE)), type.uri(), content);
        try {
            switch (Predicate.of(statement, "statement")) {
                case Provenance read -> assertThat(read.builder()).isNotEmpty();
                case BillOfMaterials read ->
                    assertThat(read.components()).hasSizeLessThanOrEqualTo(BillOfMaterials.MAX_COMPONENTS);
                case VulnerabilityScan read ->
                    read.findings().forEach(finding -> assertThat(finding.id()).isNotEmpty());
                case Vex read ->
                    assertThat(new Exploitability(Set.of(IMAGE), List.of(read))
                                            .of(FINDING)
                                            .isEmpty()
                                    || !read.statements().isEmpty())
                            .isTrue();
                case Predicate.Other other -> throw new AssertionError("a type that is understood is not Other");
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(AttestationFault.PREDICATE, AttestationFault.LIMIT);
        }
    }
}
