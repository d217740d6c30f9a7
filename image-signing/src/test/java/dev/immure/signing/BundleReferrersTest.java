package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.LeafDraft;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestParty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sigstore bundles that refer to an image, judged by a trust file. S33, S48 and S49. */
class BundleReferrersTest extends SigningFixture {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";
    private static final String KEYLESS = "{issuer: " + LeafDraft.ISSUER + ", identity: '" + LeafDraft.SUBJECT + "'}";

    @TempDir
    private Path directory;

    private SigstoreBox box;

    @BeforeEach
    void startAnInstance() throws IOException {
        box = SigstoreBox.create();
        Files.write(directory.resolve("root.json"), box.root().bytes());
    }

    @Test
    void aBundleByTheIdentityCounts() throws IOException {
        refer(draft(SIGNATURE));
        VerifiedSigner signer = ((VerifiedImage) verify(KEYLESS, "")).signers().getFirst();
        assertThat(signer.identity().name()).isEqualTo("release");
        assertThat(signer.identity().method()).isEqualTo(SignerIdentity.KEYLESS);
        assertThat(signer.identity().subject()).isEqualTo(LeafDraft.SUBJECT);
        assertThat(signer.identity().issuer()).isEqualTo(LeafDraft.ISSUER);
        assertThat(signer.time().source()).isEqualTo(TrustedTime.Source.TRANSPARENCY_LOG);
        assertThat(signer.time().at()).isBetween(SigstoreBox.SIGNED, SigstoreBox.SIGNED.plus(Duration.ofMinutes(1)));
        assertThat(signer.signedReference()).isEmpty();
    }

    @Test
    void aBundleByAKeyCountsWithTheRootItsLogEntryNeeds() throws IOException {
        TestParty key = TestParty.ecdsa();
        Files.writeString(directory.resolve("key.pem"), key.pem());
        refer(draft(SIGNATURE).key(key));
        String trust = "schema: 1\nkeys: {key: {file: key.pem}}\nrules: [{scope: '*', require: [key]}]\n";
        assertThat(judge("trusted-root: root.json\n" + trust)).isInstanceOf(VerifiedImage.class);
        assertThat(refusal(judge(trust))).isEqualTo(SigstoreFault.NO_TRUSTED_ROOT);
    }

    /** S33: another certificate and another key, and still the same one who signs. */
    @Test
    void anIdentityCountsOnceHoweverManyCertificatesItHas() throws IOException {
        refer(draft(SIGNATURE));
        refer(draft(SIGNATURE).leaf(box.leaf().holder(TestParty.ecdsa())));
        String any = "{issuer: " + LeafDraft.ISSUER + ", identity-regex: '^.*$'}";
        VerificationResult result = judge(trust(KEYLESS) + "  other: {keyless: " + any + "}\n"
                + "rules: [{scope: '*', require: [release, other], threshold: 2}]\n");
        assertThat(refusal(result)).isEqualTo(SigningFault.THRESHOLD);
        assertThat(((VerificationFailure) result).rejected()).isEmpty();
    }

    /** S49. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{issuer: https://token.example/oidc, identity: https://host.example/org}",
                "{issuer: https://token.example/oidc, identity-regex: '^https://host\\.example/organisation/.*$'}",
                "{issuer: https://token.example, identity-regex: '^.*$'}",
                "{issuer: https://TOKEN.example/oidc, identity-regex: '^.*$'}",
            })
    void anotherIdentityDoesNotCount(String rule) throws IOException {
        refer(draft(SIGNATURE));
        assertThat(refusal(verify(rule, ""))).isEqualTo(SigstoreFault.IDENTITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{issuer: a, identity-regex: 'https://host/org/.*'} # identity-regex cannot be used",
                "{issuer: a, identity-regex: '^a$|b'} # it is not anchored",
                "{issuer: a} # identity and identity-regex: exactly one",
                "{issuer: a, identity: b, identity-regex: '^b$'} # exactly one of the two",
                "{identity: b} # issuer and issuer-regex: exactly one",
                "{issuer: a, identity: b, email: c} # email is not a field that is known",
                "{issuer: a, identity: b, trusted-root: nowhere.json} # nowhere.json: it does not exist",
            })
    void aRuleForIdentitiesThatIsNoneIsAFaultOfTheTrustFile(String rule, String why) {
        assertThat(Faults.of(() -> verify(rule, "")).why()).contains(why);
    }

    /** S48: the place lists it for this image, and it says itself that it belongs to another. */
    @Test
    void aReferrerWithAnotherSubjectDoesNotCount() throws IOException {
        refer(draft(SIGNATURE), FakeImage.digest("another image"), BUNDLE, BUNDLE);
        assertThat(refusal(verify(KEYLESS, ""))).isEqualTo(SigningFault.WRONG_DIGEST);
    }

    @Test
    void aStatementAboutAnotherImageDoesNotCount() throws IOException {
        refer(box.draft().payload(statement(SIGNATURE, FakeImage.digest("another image"))));
        assertThat(refusal(verify(KEYLESS, ""))).isEqualTo(SigningFault.WRONG_DIGEST);
    }

    /** S48. */
    @Test
    void theTypeOfTheBlobMustBeThatOfABundle() throws IOException {
        refer(draft(SIGNATURE), image.digest(), BUNDLE, "application/spdx+json");
        assertThat(refusal(verify(KEYLESS, ""))).isEqualTo(SigningFault.WRONG_TYPE);
    }

    @Test
    void aReferrerOfAnotherTypeIsNoSignature() throws IOException {
        refer(draft(SIGNATURE), image.digest(), "application/spdx+json", BUNDLE);
        assertThat(verify(KEYLESS, "")).isInstanceOf(Unsigned.class);
    }

    @Test
    void aBundleThatSignsBareBytesIsNoSignatureOfAnImage() throws IOException {
        refer(box.draft());
        assertThat(refusal(verify(KEYLESS, ""))).isEqualTo(SigningFault.WRONG_TYPE);
    }

    @Test
    void aBundleMayAttestWhatARuleAsksFor() throws IOException {
        refer(draft("https://example.org/reviewed/v1"));
        String attested =
                "rules: [{scope: '*', attestations: [{type: 'https://example.org/reviewed/v1', by: [release]}]}]\n";
        assertThat(((VerifiedImage) judge(trust(KEYLESS) + attested)).attestations())
                .hasSize(1);
        assertThat(verify(KEYLESS, "")).isInstanceOf(Unsigned.class);
    }

    @Test
    void aBundleDoesNotCountBeforeItWasMade() throws IOException {
        refer(draft(SIGNATURE));
        VerificationResult early = ImageVerifier.verify(
                image,
                policy(trust(KEYLESS) + "rules: [{scope: '*', require: [release]}]\n"),
                VerificationTime.at(SigstoreBox.SIGNED.minus(Duration.ofDays(1))));
        assertThat(refusal(early)).isEqualTo(SigstoreFault.TIME);
    }

    @Test
    void aRevokedCertificateCountsNoMore() throws IOException {
        refer(draft(SIGNATURE));
        VerifiedSigner signer = ((VerifiedImage) verify(KEYLESS, "")).signers().getFirst();
        String revoked = "revoked: {keys: ['" + signer.identity().fingerprint() + "']}\n";
        assertThat(refusal(verify(KEYLESS, revoked))).isEqualTo(SigningFault.REVOKED);
    }

    /** Between the leaf, which nobody knows beforehand, and a root that is to stay: the one that was compromised. */
    @Test
    void aRevokedIntermediateTakesItsCertificatesWithIt() throws IOException {
        refer(draft(SIGNATURE));
        Certificate intermediate = Certificate.parse(box.ca().intermediate(), "intermediate");
        String other = "revoked: {certificates: ['" + FakeImage.digest("another") + "']}\n";
        assertThat(verify(KEYLESS, other)).isInstanceOf(VerifiedImage.class);
        String certificate = "revoked: {certificates: ['" + intermediate.fingerprint() + "']}\n";
        assertThat(refusal(verify(KEYLESS, certificate))).isEqualTo(SigningFault.REVOKED);
        String key = "revoked: {keys: ['" + intermediate.key().fingerprint() + "']}\n";
        assertThat(refusal(verify(KEYLESS, key))).isEqualTo(SigningFault.REVOKED);
    }

    /** Each of them vouches for the signature, or for the moment at which it counts. */
    @Test
    void aRevokedLogOrTimestampAuthorityVouchesForNothing() throws IOException {
        refer(draft(SIGNATURE).rekor2());
        assertThat(verify(KEYLESS, "")).isInstanceOf(VerifiedImage.class);
        Stream.of(box.log2().key(), box.ctLog().key())
                .map(key -> "keys: ['" + Digest.of(key.publicKey()) + "']")
                .forEach(this::revokes);
        for (byte[] certificate : box.tsa().chain()) {
            Certificate read = Certificate.parse(certificate, "timestamp authority");
            revokes("certificates: ['" + read.fingerprint() + "']");
            revokes("keys: ['" + read.key().fingerprint() + "']");
        }
    }

    @Test
    void aRevokedLogPromisesNothing() throws IOException {
        refer(draft(SIGNATURE));
        assertThat(verify(KEYLESS, "")).isInstanceOf(VerifiedImage.class);
        revokes("keys: ['" + Digest.of(box.log().key().publicKey()) + "']");
    }

    @Test
    void aKeysSignatureFallsWithItsRevokedLog() throws IOException {
        TestParty key = TestParty.ecdsa();
        Files.writeString(directory.resolve("key.pem"), key.pem());
        refer(draft(SIGNATURE).key(key));
        VerificationResult result = judge("schema: 1\ntrusted-root: root.json\nkeys: {key: {file: key.pem}}\n"
                + "rules: [{scope: '*', require: [key]}]\n"
                + "revoked: {keys: ['" + Digest.of(box.log().key().publicKey()) + "']}\n");
        assertThat(refusal(result)).isEqualTo(SigningFault.REVOKED);
    }

    private void revokes(String what) {
        try {
            assertThat(refusal(verify(KEYLESS, "revoked: {" + what + "}\n")))
                    .as(what)
                    .isEqualTo(SigningFault.REVOKED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlySoManyReferrersAreLookedAt() throws IOException {
        for (int i = 0; i < 100; i++) {
            refer(draft(SIGNATURE), FakeImage.digest("another " + i), BUNDLE, BUNDLE);
        }
        refer(draft(SIGNATURE));
        VerificationResult result = verify(KEYLESS, "");
        assertThat(refusal(result)).isEqualTo(SigningFault.WRONG_DIGEST);
        assertThat(((VerificationFailure) result).rejected()).hasSize(100);
        assertThat(result.checks()).anyMatch(check -> check.name().equals("referrers"));
    }

    private BundleDraft draft(String type) {
        return box.draft().payload(statement(type, image.digest()));
    }

    private static byte[] statement(String type, Digest subject) {
        return bytes("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"sha256\":\""
                + subject.hex() + "\"}}],\"predicateType\":\"" + type + "\",\"predicate\":{}}");
    }

    private void refer(BundleDraft bundle) {
        refer(bundle, image.digest(), BUNDLE, BUNDLE);
    }

    /**
     * @param type of the manifest
     * @param blobType of the blob that it carries
     */
    private void refer(BundleDraft draft, Digest subject, String type, String blobType) {
        Descriptor bundle = image.store(blobType, draft.build().bytes());
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"artifactType\":\"" + type
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":\""
                + FakeImage.digest("{}") + "\"},\"layers\":[" + json(bundle) + "],\"subject\":{\"mediaType\":\""
                + MANIFEST_TYPE + "\",\"size\":400,\"digest\":\"" + subject + "\"}}";
        Descriptor stored = image.store(MANIFEST_TYPE, bytes(manifest));
        image.refer(
                image.digest(),
                new Descriptor(
                        stored.mediaType(),
                        stored.digest(),
                        stored.size(),
                        stored.annotations(),
                        Optional.empty(),
                        Optional.of(type)));
    }

    private VerificationResult verify(String keyless, String more) throws IOException {
        return judge(trust(keyless) + "rules: [{scope: '*', require: [release]}]\n" + more);
    }

    private static String trust(String keyless) {
        return "schema: 1\ntrusted-root: root.json\nauthorities:\n  release: {keyless: " + keyless + "}\n";
    }

    private VerificationResult judge(String trust) throws IOException {
        return ImageVerifier.verify(
                image, policy(trust), VerificationTime.at(SigstoreBox.SIGNED.plus(Duration.ofDays(30))));
    }

    private TrustPolicy policy(String yaml) throws IOException {
        return TrustPolicy.read(Files.writeString(directory.resolve("trust.yaml"), yaml));
    }

    private static FaultCode refusal(VerificationResult result) {
        assertThat(result).isInstanceOf(VerificationFailure.class);
        return ((VerificationFailure) result).fault().code();
    }
}
