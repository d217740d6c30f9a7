package dev.immure.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.serve.TlsCertificates;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsIdentityTest {
    @TempDir
    private static Path folder;

    private static TlsCertificates certificates;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        certificates = new TlsCertificates(folder);
        certificates.authority("ca", "/CN=Authority");
        certificates.authority("other", "/CN=Authority");
        certificates.issue("ca", "server", "/CN=server", 30, "subjectAltName=IP:127.0.0.1");
        certificates.issue("ca", "client", "/CN=client", 30, "extendedKeyUsage=clientAuth");
        certificates.issue("ca", "expired", "/CN=server", -1, "subjectAltName=IP:127.0.0.1");
        Files.writeString(certificates.certificate("garbage"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        Files.writeString(certificates.certificate("empty"), "");
        Files.writeString(
                certificates.key("garbage"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Files.writeString(certificates.key("sec1"), "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n");
    }

    private static TlsIdentity.Pem pem(Path file) throws IOException {
        return new TlsIdentity.Pem(file.getFileName().toString(), Files.readAllBytes(file));
    }

    private static TlsIdentity identity(String certificate, String key, String clients) throws IOException {
        return TlsIdentity.parse(
                pem(certificates.certificate(certificate)),
                pem(certificates.key(key)),
                pem(certificates.certificate(clients)));
    }

    private static X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(certificates.certificate(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "server, client, ca, client.key",
        "server, garbage, ca, garbage.key",
        "server, sec1, ca, sec1.key",
        "expired, expired, ca, expired.pem",
        "garbage, server, ca, garbage.pem",
        "empty, server, ca, empty.pem",
        "server, server, empty, empty.pem",
        "server, server, garbage, garbage.pem",
        "server, server, client, client.pem"
    })
    void whatCannotBeUsedIsRefusedAndNamed(String certificate, String key, String clients, String wrong)
            throws IOException {
        identity("server", "server", "ca");
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> identity(certificate, key, clients))
                .extracting(ImmureException::fault)
                .returns(ServeFault.TLS, Fault::code)
                .returns(wrong, Fault::on);
    }

    /** A connection that was made under the old authorities. */
    @Test
    void anAuthorityThatIsNoneAnyMoreVouchesForNobody() throws IOException, GeneralSecurityException {
        X509Certificate client = certificate("client");
        assertThat(identity("server", "server", "ca").vouchesFor(client)).isTrue();
        assertThat(identity("server", "server", "other").vouchesFor(client)).isFalse();
        assertThat(identity("server", "server", "ca").vouchesFor(certificate("expired")))
                .isFalse();
    }

    @Test
    void keysOfEveryKindAreTaken() throws IOException, InterruptedException {
        for (String kind : new String[] {"ed25519", "rsa:2048"}) {
            Path key = folder.resolve("kind.key");
            Path certificate = folder.resolve("kind.pem");
            Process openssl = new ProcessBuilder(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            kind,
                            "-nodes",
                            "-subj",
                            "/CN=kind",
                            "-keyout",
                            key.toString(),
                            "-out",
                            certificate.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(openssl.waitFor()).as(said).isZero();
            assertThat(TlsIdentity.parse(pem(certificate), pem(key), pem(certificate))
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=kind");
        }
    }

    @Test
    void twoNamesAreNeverReadAsOne() {
        X500Principal crafty = new X500Principal("CN=\"a; issued by CN=b\"");
        assertThat(CertificatePeers.name(crafty)).isEqualTo("CN=a\\; issued by CN\\=b");
    }

    @Test
    void aNameThatIsEmptyTooLongOrNotSeenIsRefused() {
        for (String name : new String[] {"", "CN=" + "x".repeat(600), "CN=a\u0007b", "CN=a\u202eb"}) {
            assertThatExceptionOfType(ImmureException.class)
                    .isThrownBy(() -> CertificatePeers.name(new X500Principal(name)))
                    .returns(ServeFault.CALLER, e -> e.fault().code());
        }
    }
}
