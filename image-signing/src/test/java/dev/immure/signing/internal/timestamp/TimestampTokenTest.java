package dev.immure.signing.internal.timestamp;

import static dev.immure.signing.testing.TestCertificate.NOW;
import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.TimestampFault;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateFiles;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.TestTimestamps;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTokenTest {
    private static final byte[] MESSAGE = "a signature".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private final TestCertificate root = TestCertificate.root("CN=TSA root");
    private final TestCertificate middle = root.intermediate("CN=TSA middle");
    private final TestCertificate signer = middle.timestamper("CN=TSA");

    private TestTimestamps authority() {
        return new TestTimestamps(signer).with(signer, middle);
    }

    private Timestamp verify(byte[] token) {
        return TimestampToken.parse(token, "token").verify(MESSAGE, List.of(), List.of(root.certificate()));
    }

    private void assertRefused(FaultCode code, byte[] token) {
        assertThat(Faults.of(() -> verify(token)).code()).isEqualTo(code);
    }

    @Test
    void aTrustedAuthoritySaysWhen() {
        Instant at = NOW.plusMillis(250);
        Timestamp stamp = verify(authority().accuracySeconds(1).stamp(MESSAGE, at));
        assertThat(stamp.at()).isEqualTo(at);
        assertThat(stamp.accuracy()).isEqualTo(Duration.ofSeconds(1));
        assertThat(stamp.earliest()).isEqualTo(at.minusSeconds(1));
        assertThat(stamp.latest()).isEqualTo(at.plusSeconds(1));
        assertThat(stamp.authority().certificates())
                .containsExactly(signer.certificate(), middle.certificate(), root.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "SHA-384", "SHA-512"})
    void everyHashOfTheShaTwoFamilyIsAnImprint(String hash) {
        assertThat(verify(authority().imprintHash(hash).stamp(MESSAGE, NOW)).at())
                .isEqualTo(NOW);
    }

    @Test
    void sha1IsNoImprint() {
        assertRefused(TimestampFault.ALGORITHM, authority().imprintHash("SHA-1").stamp(MESSAGE, NOW));
    }

    @Test
    void aStampOverSomethingElseIsRefused() {
        assertRefused(
                TimestampFault.IMPRINT, authority().stamp("another signature".getBytes(StandardCharsets.UTF_8), NOW));
    }

    @Test
    void certificatesMayBeGivenBesideTheToken() {
        byte[] bare = authority().with().stamp(MESSAGE, NOW);
        assertRefused(TimestampFault.SIGNER, bare);
        assertThat(TimestampToken.parse(bare, "token")
                        .verify(
                                MESSAGE,
                                List.of(signer.certificate(), middle.certificate()),
                                List.of(root.certificate()))
                        .at())
                .isEqualTo(NOW);
    }

    @Test
    void anAuthorityOfSomebodyElseIsRefused() {
        TestCertificate stranger = TestCertificate.root("CN=TSA root");
        TestCertificate theirs = stranger.timestamper("CN=TSA");
        assertRefused(
                CertificateFault.UNTRUSTED,
                new TestTimestamps(theirs).with(theirs, stranger).stamp(MESSAGE, NOW));
    }

    /** CVE-2026-39984: a certificate that is good by itself, put before the one that signed. */
    @Test
    void aCertificateThatIsOnlyPutFirstIsNoSigner() {
        TestCertificate stranger = TestCertificate.root("CN=Stranger").timestamper("CN=TSA");
        byte[] forged =
                new TestTimestamps(stranger).with(signer, middle, stranger).stamp(MESSAGE, NOW);
        assertRefused(CertificateFault.UNTRUSTED, forged);
        byte[] crowded = authority().with(stranger, signer, middle).stamp(MESSAGE, NOW);
        assertThat(verify(crowded).authority().leaf()).isEqualTo(signer.certificate());
    }

    /** The same key, certified for something else too: only the hash among the signed attributes tells them apart. */
    @Test
    void anotherCertificateOfTheSameKeyIsNoSigner() {
        TestCertificate twin =
                draft("CN=TSA").keys(signer.keys()).timeStamping().signedBy(middle);
        assertRefused(TimestampFault.SIGNER, authority().with(twin, middle).stamp(MESSAGE, NOW));
    }

    /** The moment at which the authority's certificate must hold is the one it tells, not now. */
    @Test
    void anAuthorityWhoseCertificateHadExpiredIsRefused() {
        assertRefused(CertificateFault.VALIDITY, authority().stamp(MESSAGE, TestCertificate.UNTIL.plusSeconds(2)));
        assertThat(verify(authority().stamp(MESSAGE, TestCertificate.UNTIL)).at())
                .isEqualTo(TestCertificate.UNTIL);
    }

    @Test
    void aBindingByAHashThatIsNotSupportedIsRefused() {
        byte[] weak = authority().bindingHash(OIWObjectIdentifiers.idSHA1).stamp(MESSAGE, NOW);
        assertThat(verify(weak).authority().leaf()).isEqualTo(signer.certificate()); // ESSCertID of RFC 2634
        byte[] md = authority().bindingHash(NISTObjectIdentifiers.id_sha224).stamp(MESSAGE, NOW);
        assertRefused(TimestampFault.MALFORMED, md);
    }

    /** Every byte of a token, flipped: no exception but a fault, and never another moment. */
    @Test
    void aDamagedTokenIsRefusedOrSaysTheSame() {
        byte[] good = authority().stamp(MESSAGE, NOW);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x01;
            try {
                assertThat(verify(bad).at()).isEqualTo(NOW);
            } catch (ImmureException e) {
                assertThat(e.fault().code().id()).matches("IMM-(TSA|CERT)-.*");
            }
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        byte[] good = authority().stamp(MESSAGE, NOW);
        assertRefused(TimestampFault.MALFORMED, new byte[0]);
        assertRefused(TimestampFault.MALFORMED, Arrays.copyOf(good, good.length - 1));
        assertRefused(TimestampFault.MALFORMED, Arrays.copyOf(good, good.length + 1));
        assertRefused(TimestampFault.LIMIT, new byte[TimestampToken.MAX_BYTES + 1]);
        // An answer without a token: status rejection, no more.
        assertRefused(TimestampFault.MALFORMED, new byte[] {0x30, 5, 0x30, 3, 2, 1, 2});
    }

    @Test
    void aTokenOfOpensslIsRead() {
        // openssl stamps with the clock of this machine.
        Instant late = Instant.parse("2100-01-01T00:00:00Z");
        TestCertificate root = draft("CN=TSA root").authority().until(late).selfSigned();
        TestCertificate signer = draft("CN=TSA").timeStamping().until(late).signedBy(root);
        Openssl openssl = new Openssl(directory);
        openssl.write("tsa.pem", signer.pem().getBytes(StandardCharsets.US_ASCII));
        openssl.write("chain.pem", root.pem().getBytes(StandardCharsets.US_ASCII));
        openssl.write("message", MESSAGE);
        openssl.write(
                "tsa.key",
                ("-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(
                                                signer.keys().getPrivate().getEncoded())
                                + "\n-----END PRIVATE KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        openssl.write("tsa.cnf", """
                [tsa]
                default_tsa = t
                [t]
                serial = serial
                signer_cert = tsa.pem
                certs = chain.pem
                signer_key = tsa.key
                signer_digest = sha256
                default_policy = 1.2.3.4.1
                digests = sha256, sha512
                accuracy = secs:1, millisecs:500, microsecs:100
                ess_cert_id_chain = yes
                ess_cert_id_alg = sha256
                """.getBytes(StandardCharsets.US_ASCII));
        openssl.write("serial", "01\n".getBytes(StandardCharsets.US_ASCII));
        openssl.run("ts", "-query", "-data", "message", "-sha512", "-cert", "-out", "query");
        openssl.run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer");
        openssl.run("ts", "-reply", "-in", "answer", "-token_out", "-out", "token");
        for (String form : List.of("answer", "token")) {
            Timestamp stamp = TimestampToken.parse(openssl.read(form), form)
                    .verify(MESSAGE, List.of(), List.of(root.certificate()));
            assertThat(stamp.accuracy()).isEqualTo(Duration.ofNanos(1_500_100_000));
            assertThat(stamp.at()).isBetween(TestCertificate.FROM, late);
        }
    }

    @Test
    void aTokenOfGlobalSignIsAuthentic() throws IOException {
        Timestamp stamp = globalSign("TimeStampToken.p7s");
        assertThat(stamp.at()).isEqualTo(Instant.parse("2021-09-17T14:09:10Z"));
        assertThat(stamp.accuracy()).isEqualTo(Duration.ofSeconds(1));
        assertThat(stamp.authority().leaf().subject()).startsWith("CN=Globalsign TSA for Advanced - G4");
    }

    @ParameterizedTest
    @CsvSource({
        "TimeStampTokenWithoutCertificate.p7s, SIGNER",
        "TimeStampTokenWithInvalidTSTInfo.p7s, MALFORMED",
        "TimeStampTokenWithInvalideContentType.p7s, MALFORMED"
    })
    void brokenTokensOfGlobalSignAreRefused(String file, TimestampFault code) {
        assertThat(Faults.of(() -> globalSign(file)).code()).isEqualTo(code);
    }

    private static Timestamp globalSign(String file) throws IOException {
        Path folder = Vectors.folder("notation").resolve("verifier");
        List<Certificate> roots = CertificateFiles.parse(
                Files.readAllBytes(folder.resolve("truststore/x509/tsa/test-timestamp/globalsignRoot.cer")), "root");
        byte[] token =
                Files.readAllBytes(folder.resolve("timestamp/countersignature").resolve(file));
        return TimestampToken.parse(token, file).authenticate(List.of(), roots);
    }

    @ParameterizedTest
    @CsvSource({
        "sigstore_tsa_response_with_embedded_certs.tsr, trusted_root.json, 2025-04-22T14:59:52Z",
        "sigstore_tsa_response_without_embedded_certs.tsr, trusted_root.json, 2025-05-02T19:04:34Z",
        "sigstage_tsa_response_with_embedded_certs.tsr, staging_trusted_root.json, 2025-05-28T15:15:55Z",
        "sigstage_tsa_response_without_embedded_certs.tsr, staging_trusted_root.json, 2025-05-28T15:17:58Z"
    })
    void answersOfSigstoresAuthoritiesAreAuthentic(String file, String trustedRoot, Instant at) throws Exception {
        assertThat(sigstore("valid/" + file, trustedRoot).at()).isEqualTo(at);
    }

    @Test
    void anAuthorityOutsideOfTheTrustedRootIsRefused() {
        assertThat(Faults.of(() -> unchecked("valid/freetsa_response.tsr")).code())
                .isEqualTo(CertificateFault.UNTRUSTED);
        assertThat(Faults.of(() -> unchecked("invalid/sigstore_tsa_response_invalid.tsr"))
                        .code())
                .isEqualTo(TimestampFault.MALFORMED);
    }

    /** The staging authority's imprint is over a message that is known: the file "test" with a line feed. */
    @Test
    void theImprintOfAnAnswerIsCompared() throws Exception {
        byte[] answer = Files.readAllBytes(samples().resolve("valid/sigstage_tsa_response_with_embedded_certs.tsr"));
        List<Certificate> given = authorities("staging_trusted_root.json");
        byte[] message = "test\n".getBytes(StandardCharsets.UTF_8);
        TimestampToken token = TimestampToken.parse(answer, "answer");
        assertThat(token.verify(message, given, given).at()).isEqualTo(Instant.parse("2025-05-28T15:15:55Z"));
        assertThat(Faults.of(() -> token.verify(MESSAGE, given, given)).code()).isEqualTo(TimestampFault.IMPRINT);
    }

    private static Timestamp unchecked(String file) {
        try {
            return sigstore(file, "trusted_root.json");
        } catch (IOException | JsonException e) {
            throw new AssertionError(e);
        }
    }

    private static Timestamp sigstore(String file, String trustedRoot) throws IOException, JsonException {
        byte[] answer = Files.readAllBytes(samples().resolve(file));
        List<Certificate> given = authorities(trustedRoot);
        List<Certificate> roots =
                given.stream().filter(Certificate::isSelfIssued).toList();
        return TimestampToken.parse(answer, file).authenticate(given, roots);
    }

    private static Path samples() {
        return Vectors.folder("sigstore-java").resolve("samples/timestamp-response");
    }

    private static List<Certificate> authorities(String trustedRoot) throws IOException, JsonException {
        JsonObject root = StrictJson.parseObject(
                Files.readAllBytes(
                        Vectors.folder("sigstore-java").resolve("trustroot").resolve(trustedRoot)),
                new JsonLimits(1 << 20, 32, 10_000));
        List<Certificate> out = new ArrayList<>();
        for (JsonObject authority : root.objects("timestampAuthorities")) {
            for (JsonObject certificate : authority.requireObject("certChain").objects("certificates")) {
                out.add(Certificate.parse(
                        Base64.getDecoder().decode(certificate.requireString("rawBytes")), trustedRoot));
            }
        }
        return out;
    }
}
