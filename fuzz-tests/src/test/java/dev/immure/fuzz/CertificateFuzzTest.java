package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.internal.timestamp.TimestampToken;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import dev.immure.signing.internal.x509.LeafPurpose;
import dev.immure.signing.internal.x509.RevocationList;
import dev.immure.signing.internal.x509.RevocationLists;
import java.time.Instant;
import java.util.List;

/** Certificates, chains of them, lists of revoked ones and time stamps: understood, or refused by name. */
class CertificateFuzzTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @FuzzTest
    void aCertificateIsReadOrRefused(byte[] der) {
        try {
            Certificate certificate = Certificate.parse(der, "certificate");
            assertThat(certificate.der()).isEqualTo(der);
            assertThat(certificate.name()).isNotEmpty();
            assertThat(certificate.signedPartWithout("2.5.29.17")).isNotEmpty();
            List<Certificate> itself = List.of(certificate);
            CertificateChain.find(certificate, itself, itself, NOW, LeafPurpose.CODE_SIGNING);
            CertificateChain.ordered(itself, LeafPurpose.TIME_STAMPING);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isInstanceOf(CertificateFault.class);
        }
    }

    @FuzzTest
    void aListOfRevokedCertificatesIsReadOrRefused(byte[] der) {
        try {
            RevocationList list = RevocationList.parse(der, "list");
            assertThat(new RevocationLists(List.of(list)).lists()).hasSize(1);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(CertificateFault.CRL);
        }
    }

    @FuzzTest
    void aTimestampIsReadOrRefused(byte[] data) {
        try {
            TimestampToken token = TimestampToken.parse(data, "time stamp");
            // By nobody who is trusted, and over nothing.
            token.verify(new byte[0], List.of(), List.of());
            throw new AssertionError("somebody is trusted");
        } catch (ImmureException e) {
            assertThat(e.fault().code().id()).matches("IMM-(TSA|CERT)-[A-Z-]+");
        }
    }
}
