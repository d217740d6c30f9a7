package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.notation.TestEnvelope;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.TestTimestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures of the Notary project that refer to an image, judged by a trust file. */
class NotationReferrersTest extends SigningFixture {
    private static final String TYPE = "application/vnd.cncf.notary.signature";
    private static final String JWS = "application/jose+json";
    private static final String COSE = "application/cose";
    private static final String CORP = "ca: [root.pem], identities: ['x509.subject: C=US, ST=WA, O=corp']";

    @TempDir
    private Path directory;

    private final TestCertificate root = TestCertificate.root("C=US,O=corp,CN=Root");
    private final TestCertificate signer = root.codeSigner("C=US,ST=WA,O=corp,CN=signer");
    private final Descriptor artifact = Descriptor.of(MANIFEST_TYPE, image.digest(), 400);

    @BeforeEach
    void writeRoots() throws IOException {
        Files.writeString(directory.resolve("root.pem"), root.pem());
        Files.writeString(
                directory.resolve("other.pem"), TestCertificate.root("CN=Other").pem());
        Files.writeString(directory.resolve("alice.pem"), ALICE.publicPem());
    }

    @Test
    void aSignatureByTheIdentityCounts() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        VerifiedSigner found = ((VerifiedImage) verify(CORP, "")).signers().getFirst();
        assertThat(found.identity().method()).isEqualTo(SignerIdentity.NOTATION);
        assertThat(found.identity().subject()).contains("CN=signer");
        assertThat(found.identity().issuer()).contains("CN=Root");
        assertThat(found.subject()).isEqualTo(image.digest());
    }

    @Test
    void soDoesOneInTheOtherEnvelope() throws IOException {
        refer(COSE, envelope(signer, artifact).cose(), signer);
        assertThat(verify(CORP, "")).isInstanceOf(VerifiedImage.class);
    }

    /** S33. */
    @Test
    void aCertificateThatWasIssuedAgainIsStillTheSameSigner() throws IOException {
        TestCertificate again = root.codeSigner("C=US,ST=WA,O=corp,CN=signer");
        refer(JWS, envelope(signer, artifact).jws(), signer);
        refer(JWS, envelope(again, artifact).jws(), again);
        String trust = trust(CORP)
                .replace("rules:", "  any: {notation: {ca: [root.pem], identities: ['*']}}\nrules:")
                .replace("[corp]", "[corp, any], threshold: 2");
        VerificationResult result = judge(trust);
        assertThat(refusal(result)).isEqualTo(SigningFault.THRESHOLD);
        assertThat(((VerificationFailure) result).rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ca: [root.pem], identities: ['x509.subject: C=US, ST=WA, O=rival'] | IMM-NOTATION-IDENTITY",
                "ca: [other.pem], identities: ['*']                                 | IMM-CERT-UNTRUSTED",
                "signing-authority: [root.pem], identities: ['*']                   | IMM-CERT-UNTRUSTED",
            })
    void anotherSignerDoesNotCount(String notation, String code) throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        assertThat(refusal(verify(notation, "")).id()).isEqualTo(code);
    }

    /** What Notation itself lets pass at this level: anybody may have signed. */
    @Test
    void aStrangerIsNoSignerAtTheLevelThatOnlyLogs() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        assertThat(refusal(verify("ca: [other.pem], identities: ['*'], level: audit", "")))
                .isEqualTo(SigningFault.KEY_NOT_TRUSTED);
        assertThat(verify("ca: [root.pem], identities: ['*'], level: audit", ""))
                .isInstanceOf(VerifiedImage.class);
    }

    @Test
    void aSignatureOverAnotherImageDoesNotCount() throws IOException {
        Descriptor other = Descriptor.of(MANIFEST_TYPE, FakeImage.digest("another image"), 400);
        refer(JWS, envelope(signer, other).jws(), signer);
        assertThat(refusal(verify(CORP, ""))).isEqualTo(SigningFault.WRONG_DIGEST);
    }

    @Test
    void theSizeIsPartOfWhatIsSigned() throws IOException {
        refer(
                JWS,
                envelope(signer, Descriptor.of(MANIFEST_TYPE, image.digest(), 401))
                        .jws(),
                signer);
        assertThat(refusal(verify(CORP, ""))).isEqualTo(NotationFault.WRONG_ARTIFACT);
    }

    @Test
    void theManifestMustNameTheCertificatesOfTheEnvelope() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), root);
        assertThat(refusal(verify(CORP, ""))).isEqualTo(NotationFault.CHAIN);
    }

    /** A CA whose key is known to others issues for anybody. */
    @Test
    void aRevokedKeyOfTheAuthorityTakesItsSignersWithIt() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        String revoked = "revoked: {keys: ['" + root.certificate().key().fingerprint() + "']}\n";
        assertThat(refusal(verify(CORP, revoked))).isEqualTo(SigningFault.REVOKED);
    }

    @Test
    void aRevokedCertificateCountsNoMore() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        String revoked = "revoked: {certificates: ['" + signer.certificate().fingerprint() + "']}\n";
        assertThat(refusal(verify(CORP, revoked))).isEqualTo(SigningFault.REVOKED);
    }

    @Test
    void aRevokedTimestampAuthorityVouchesForNothing() throws IOException {
        TestCertificate tsaRoot = TestCertificate.root("CN=TSA root");
        TestCertificate tsa = tsaRoot.timestamper("CN=TSA");
        Files.writeString(directory.resolve("tsa.pem"), tsaRoot.pem());
        TestEnvelope stamped = envelope(signer, artifact)
                .stamped(signature -> new TestTimestamps(tsa).with(tsa).stamp(signature, TestCertificate.NOW));
        refer(JWS, stamped.jws(), signer);
        String timed = CORP + ", tsa: [tsa.pem]";
        assertThat(verify(timed, "")).isInstanceOf(VerifiedImage.class);
        for (TestCertificate one : List.of(tsa, tsaRoot)) {
            String certificate =
                    "revoked: {certificates: ['" + one.certificate().fingerprint() + "']}\n";
            assertThat(refusal(verify(timed, certificate))).isEqualTo(SigningFault.REVOKED);
            String key = "revoked: {keys: ['" + one.certificate().key().fingerprint() + "']}\n";
            assertThat(refusal(verify(timed, key))).isEqualTo(SigningFault.REVOKED);
        }
    }

    @Test
    void aSignatureBesideOneByAKeyMakesTwo() throws IOException {
        refer(JWS, envelope(signer, artifact).jws(), signer);
        signedByAlice();
        String trust = trust(CORP)
                .replace("schema: 1", "schema: 1\nkeys: {alice: {file: alice.pem}}")
                .replace("[corp]", "[corp, alice], must: [corp, alice]");
        assertThat(((VerifiedImage) judge(trust)).signers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "identities: ['*'] # ca and signing-authority name no certificate",
                "ca: [root.pem] # identities is missing",
                "ca: [alice.pem], identities: ['*'] # holds a PUBLIC KEY, not a CERTIFICATE",
                "ca: [root.pem], identities: ['CN=signer'] # neither * nor begins with x509.subject:",
                "ca: [root.pem], identities: ['*'], level: skip # is not strict, permissive or audit",
                "ca: [root.pem], identities: ['*'], override: {expiry: skip} # expiry cannot be skipped",
                "ca: [root.pem], identities: ['*'], override: {integrity: log} # integrity is not a field",
                "ca: [root.pem], identities: ['*'], override: {expiry: never} # is not enforce, log or skip",
                "ca: [root.pem], identities: ['*'], verify-timestamp: never # is not always or after-cert-expiry",
                "ca: [root.pem], identities: ['*'], crl: [root.pem] # crl cannot be used",
            })
    void whatNotationWouldNotTakeIsAFaultOfTheTrustFile(String notation, String why) {
        assertThat(Faults.of(() -> verify(notation, "")).why()).contains(why);
    }

    private TestEnvelope envelope(TestCertificate by, Descriptor target) {
        return new TestEnvelope(by, root).payload(TestEnvelope.payload(target));
    }

    /** @param named whose certificate the manifest names, the root's behind it */
    private void refer(String format, byte[] envelope, TestCertificate named) {
        Descriptor blob = image.store(format, envelope);
        String thumbprints = List.of(named, root).stream()
                .map(certificate -> certificate.certificate().fingerprint())
                .map(Digest::hex)
                .collect(Collectors.joining("\\\",\\\"", "[\\\"", "\\\"]"));
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"artifactType\":\"" + TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":\""
                + FakeImage.digest("{}") + "\"},\"layers\":[" + json(blob) + "],\"subject\":{\"mediaType\":\""
                + MANIFEST_TYPE + "\",\"size\":400,\"digest\":\"" + image.digest()
                + "\"},\"annotations\":{\"io.cncf.notary.x509chain.thumbprint#S256\":\"" + thumbprints + "\"}}";
        Descriptor stored = image.store(MANIFEST_TYPE, bytes(manifest));
        image.refer(
                image.digest(),
                new Descriptor(
                        stored.mediaType(),
                        stored.digest(),
                        stored.size(),
                        stored.annotations(),
                        Optional.empty(),
                        Optional.of(TYPE)));
    }

    private static String trust(String notation) {
        return "schema: 1\nauthorities:\n  corp: {notation: {" + notation + "}}\n"
                + "rules: [{scope: '*', require: [corp]}]\n";
    }

    private VerificationResult verify(String notation, String more) throws IOException {
        return judge(trust(notation) + more);
    }

    private VerificationResult judge(String trust) throws IOException {
        TrustPolicy policy = TrustPolicy.read(Files.writeString(directory.resolve("trust.yaml"), trust));
        return ImageVerifier.verify(image, policy, VerificationTime.at(TestCertificate.NOW));
    }

    private static FaultCode refusal(VerificationResult result) {
        assertThat(result).isInstanceOf(VerificationFailure.class);
        return ((VerificationFailure) result).fault().code();
    }
}
