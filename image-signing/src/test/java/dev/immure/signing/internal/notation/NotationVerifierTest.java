package dev.immure.signing.internal.notation;

import static dev.immure.signing.testing.TestCertificate.NOW;
import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.fault.TimestampFault;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.RevocationLists;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.TestRevocation;
import dev.immure.signing.testing.TestTimestamps;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A good envelope of either format, and each demand on it broken alone. */
class NotationVerifierTest {
    private static final String SUBJECT = "C=US,ST=WA,O=corp,CN=signer";

    private final TestCertificate root = TestCertificate.root("C=US,O=corp,CN=Root");
    private final TestCertificate middle = root.intermediate("C=US,O=corp,CN=Middle");
    private final TestCertificate signer = middle.codeSigner(SUBJECT);
    private final TestCertificate tsaRoot = TestCertificate.root("CN=TSA root");
    private final TestCertificate tsa = tsaRoot.timestamper("CN=TSA");
    private final CheckLog checks = new CheckLog();

    private TestEnvelope envelope() {
        return new TestEnvelope(signer, middle, root);
    }

    private NotationTrust trust() {
        return new NotationTrust(
                List.of(root.certificate()),
                List.of(),
                List.of(),
                TrustedIdentities.parse(List.of("x509.subject: C=US, ST=WA, O=corp")),
                VerificationLevel.STRICT,
                TimestampDemand.ALWAYS,
                RevocationLists.NONE);
    }

    private NotationTrust timed(TimestampDemand demand) {
        NotationTrust trust = trust();
        return new NotationTrust(
                trust.ca(),
                trust.signingAuthority(),
                List.of(tsaRoot.certificate()),
                trust.identities(),
                trust.level(),
                demand,
                trust.revocation());
    }

    private static NotationTrust leveled(NotationTrust trust, VerificationLevel level) {
        return new NotationTrust(
                trust.ca(),
                trust.signingAuthority(),
                trust.tsa(),
                trust.identities(),
                level,
                trust.timestamps(),
                trust.revocation());
    }

    private static NotationTrust revoking(NotationTrust trust, TestRevocation... lists) {
        return new NotationTrust(
                trust.ca(),
                trust.signingAuthority(),
                trust.tsa(),
                trust.identities(),
                trust.level(),
                trust.timestamps(),
                new RevocationLists(
                        List.of(lists).stream().map(TestRevocation::list).toList()));
    }

    private NotationAccepted verify(byte[] envelope, EnvelopeFormat format, NotationTrust trust, Instant at) {
        return NotationVerifier.verify(
                NotationEnvelope.parse(envelope, format),
                TestEnvelope.IMAGE,
                trust,
                new TrustedTime(at, TrustedTime.Source.GIVEN),
                checks);
    }

    private NotationAccepted verify(TestEnvelope envelope, NotationTrust trust, Instant at) {
        NotationAccepted accepted = verify(envelope.jws(), EnvelopeFormat.JWS, trust, at);
        NotationAccepted again = verify(envelope.cose(), EnvelopeFormat.COSE, trust, at);
        assertThat(again.certificates()).isEqualTo(accepted.certificates());
        assertThat(again.failed()).isEqualTo(accepted.failed());
        return accepted;
    }

    /** Refused in both formats for the same reason. */
    private Fault refused(FaultCode code, TestEnvelope envelope, NotationTrust trust, Instant at) {
        Fault jws = Faults.of(() -> verify(envelope.jws(), EnvelopeFormat.JWS, trust, at));
        Fault cose = Faults.of(() -> verify(envelope.cose(), EnvelopeFormat.COSE, trust, at));
        assertThat(jws.code()).as(jws.why()).isEqualTo(code);
        assertThat(cose.code()).as(cose.why()).isEqualTo(code);
        return jws;
    }

    private Fault refused(FaultCode code, TestEnvelope envelope) {
        return refused(code, envelope, trust(), NOW);
    }

    @ParameterizedTest
    @EnumSource
    void aGoodSignatureIsAccepted(EnvelopeFormat format) {
        NotationAccepted accepted = verify(envelope().in(format), format, trust(), NOW);
        assertThat(accepted.signer()).isEqualTo(signer.certificate());
        assertThat(accepted.target().digest()).isEqualTo(TestEnvelope.IMAGE.digest());
        assertThat(accepted.target().annotations()).containsEntry("build", "7");
        assertThat(accepted.time()).isEqualTo(new TrustedTime(NOW, TrustedTime.Source.GIVEN));
        assertThat(accepted.failed()).isEmpty();
        assertThat(checks.list()).noneMatch(check -> check.result() instanceof Check.Failed);
    }

    @ParameterizedTest
    @CsvSource({
        "PS256, 2048, rsa-pss-sha256",
        "PS384, 3072, rsa-pss-sha384",
        "ES256, secp256r1, ecdsa-p256-sha256",
        "ES384, secp384r1, ecdsa-p384-sha384",
        "ES512, secp521r1, ecdsa-p521-sha512"
    })
    void eachKindOfKeySignsWithItsOwnAlgorithm(String algorithm, String key, String label) {
        KeyPair keys = key.startsWith("s") ? TestCertificate.ec(key) : TestCertificate.rsa(Integer.parseInt(key));
        TestCertificate by = draft(SUBJECT).keys(keys).codeSigning().signedBy(middle);
        NotationAccepted accepted = verify(new TestEnvelope(by, middle, root).algorithm(algorithm), trust(), NOW);
        assertThat(accepted.algorithm()).hasToString(label);
    }

    @Test
    void anAlgorithmThatIsNotTheKeysIsRefused() {
        refused(NotationFault.ALGORITHM, envelope().algorithm("none"));
        refused(NotationFault.ALGORITHM, envelope().algorithm("HS256"));
        TestCertificate p384 = draft(SUBJECT)
                .keys(TestCertificate.ec("secp384r1"))
                .codeSigning()
                .signedBy(middle);
        // The signature is good with ES256 over this key; the header may not choose it.
        refused(NotationFault.ALGORITHM, new TestEnvelope(p384, middle, root).algorithm("ES256"));
        TestCertificate rsa =
                draft(SUBJECT).keys(TestCertificate.rsa(2048)).codeSigning().signedBy(middle);
        refused(NotationFault.ALGORITHM, new TestEnvelope(rsa, middle, root).algorithm("PS512"));
    }

    @Test
    void aChangedSignatureIsRefused() {
        refused(NotationFault.SIGNATURE, envelope().damaged(NotationVerifierTest::flipped));
        refused(NotationFault.SIGNATURE, envelope().damaged(signature -> new byte[0]));
        refused(NotationFault.SIGNATURE, envelope().damaged(signature -> new byte[signature.length]));
    }

    private static byte[] flipped(byte[] signature) {
        byte[] out = signature.clone();
        out[5] ^= 1;
        return out;
    }

    @Test
    void aSignatureAboutAnotherArtifactIsRefused() {
        Descriptor image = TestEnvelope.IMAGE;
        Digest other = Digest.of("another".getBytes(StandardCharsets.UTF_8));
        for (Descriptor target : List.of(
                Descriptor.of(image.mediaType(), other, image.size()),
                Descriptor.of(image.mediaType(), image.digest(), image.size() + 1),
                Descriptor.of("application/vnd.oci.image.index.v1+json", image.digest(), image.size()))) {
            refused(NotationFault.WRONG_ARTIFACT, envelope().payload(TestEnvelope.payload(target)));
        }
    }

    @Test
    void aCriticalAttributeThatIsNotUnderstoodIsRefused() {
        assertThat(refused(NotationFault.CRITICAL, envelope().critical("com.example.tick", "x"))
                        .why())
                .contains("com.example.tick");
        assertThat(verify(envelope().with("com.example.tick", "x"), trust(), NOW)
                        .failed())
                .isEmpty();
    }

    @Test
    void theListOfCriticalAttributesIsExact() {
        refused(NotationFault.ATTRIBUTE, envelope().criticals(Attributes.SIGNING_SCHEME, Attributes.SIGNING_SCHEME));
        refused(NotationFault.ATTRIBUTE, envelope().criticals(Attributes.SIGNING_SCHEME, Attributes.EXPIRY));
        refused(NotationFault.ATTRIBUTE, envelope().with(Attributes.EXPIRY, NOW.plusSeconds(60)));
        refused(NotationFault.ATTRIBUTE, envelope().criticals(Attributes.EXPIRY).with(Attributes.EXPIRY, NOW));
    }

    @Test
    void anAttributeThatIsMissingOrOfTheOtherSchemeIsRefused() {
        refused(NotationFault.ATTRIBUTE, envelope().without(Attributes.SIGNING_TIME));
        refused(NotationFault.ATTRIBUTE, envelope().with(Attributes.SIGNING_TIME, "yesterday"));
        refused(NotationFault.ATTRIBUTE, envelope().critical(Attributes.AUTHENTIC_SIGNING_TIME, NOW));
        refused(NotationFault.ATTRIBUTE, envelope().with(Attributes.SIGNING_SCHEME, "notary.x510"));
        refused(NotationFault.ATTRIBUTE, envelope().byAuthority(NOW).with(Attributes.SIGNING_TIME, NOW));
    }

    @Test
    void aSignatureForAPluginIsRefusedAsSuch() {
        refused(NotationFault.PLUGIN, envelope().critical(Attributes.PLUGIN, "com.example.plugin"));
        refused(NotationFault.PLUGIN, envelope().with(Attributes.PLUGIN_MIN_VERSION, "1.0.0"));
    }

    @Test
    void anotherContentTypeIsRefused() {
        refused(NotationFault.ENVELOPE, envelope().contentType("application/json"));
    }

    @Test
    void aPayloadThatCouldBeReadTwoWaysIsRefused() {
        String good = TestEnvelope.payload(TestEnvelope.IMAGE);
        for (String bad : List.of(
                "{}",
                good + " x",
                good.replace("{\"targetArtifact\"", "{\"more\":1,\"targetArtifact\""),
                good.replace("\"size\":500", "\"size\":500,\"size\":501"),
                good.replace("\"size\":500", "\"size\":-1"),
                good.replace("\"size\":500", "\"size\":500,\"Size\":501"),
                good.replace("sha256:", "sha512:"))) {
            refused(NotationFault.PAYLOAD, envelope().payload(bad));
        }
    }

    @Test
    void theChainMustBeWholeAndInOrder() {
        refused(CertificateFault.ORDER, new TestEnvelope(signer, root));
        refused(CertificateFault.ORDER, new TestEnvelope(signer, middle));
        refused(CertificateFault.ORDER, new TestEnvelope(signer, root, middle));
        refused(CertificateFault.ORDER, new TestEnvelope(signer, middle, root, TestCertificate.root("CN=More")));
    }

    @Test
    void theSignersCertificateMustBeForCodeSigningAlone() {
        for (UnaryOperator<TestCertificate.Draft> change : List.<UnaryOperator<TestCertificate.Draft>>of(
                draft -> draft.without(Extension.keyUsage),
                draft -> draft.with(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature)),
                draft -> draft.uses(KeyUsage.nonRepudiation),
                draft -> draft.uses(KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
                draft -> draft.without(Extension.extendedKeyUsage),
                draft -> draft.extended(false, KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_serverAuth),
                draft -> draft.extended(false, KeyPurposeId.id_kp_codeSigning, KeyPurposeId.anyExtendedKeyUsage),
                draft -> draft.extended(true, KeyPurposeId.id_kp_timeStamping))) {
            TestCertificate wrong = change.apply(draft(SUBJECT).codeSigning()).signedBy(middle);
            refused(CertificateFault.PURPOSE, new TestEnvelope(wrong, middle, root));
        }
    }

    @Test
    void aRootThatNobodyTrustsIsRefusedThoughItComesWithTheSignature() {
        TestCertificate theirs = TestCertificate.root("C=US,O=corp,CN=Root");
        refused(CertificateFault.UNTRUSTED, new TestEnvelope(theirs.codeSigner(SUBJECT), theirs));
    }

    @Test
    void aRootForSigningAuthoritiesIsNoneForSigners() {
        NotationTrust trust = new NotationTrust(
                List.of(),
                List.of(root.certificate()),
                List.of(),
                trust().identities(),
                VerificationLevel.STRICT,
                TimestampDemand.ALWAYS,
                RevocationLists.NONE);
        refused(CertificateFault.UNTRUSTED, envelope(), trust, NOW);
        NotationAccepted accepted = verify(envelope().byAuthority(NOW), trust, NOW);
        assertThat(accepted.time().source()).isEqualTo(TrustedTime.Source.SIGNING_AUTHORITY);
        refused(CertificateFault.UNTRUSTED, envelope().byAuthority(NOW), trust(), NOW);
    }

    @Test
    void anIdentityThatIsNotTrustedIsRefused() {
        TestCertificate other = middle.codeSigner("C=US,ST=OR,O=corp,CN=signer");
        assertThat(refused(NotationFault.IDENTITY, new TestEnvelope(other, middle, root))
                        .why())
                .contains("ST=OR");
    }

    @Test
    void aSignatureIsGoodUntilItsExpiry() {
        TestEnvelope expiring = envelope().critical(Attributes.EXPIRY, NOW.plusSeconds(60));
        assertThat(verify(expiring, trust(), NOW.plusSeconds(59)).failed()).isEmpty();
        refused(NotationFault.EXPIRED, expiring, trust(), NOW.plusSeconds(60));
    }

    /** Without a time stamp nobody knows that it was signed before the certificate expired. */
    @Test
    void anExpiredCertificateIsRefusedWithoutATimestamp() {
        refused(CertificateFault.VALIDITY, envelope(), trust(), TestCertificate.UNTIL.plusSeconds(1));
        refused(CertificateFault.VALIDITY, envelope(), trust(), TestCertificate.FROM.minusSeconds(1));
    }

    /** CVE-2026-24122. */
    @Test
    void anIntermediateThatHadExpiredIsRefused() {
        TestCertificate old =
                draft("CN=Old").authority().until(NOW.minusSeconds(60)).signedBy(root);
        Fault fault =
                refused(CertificateFault.VALIDITY, new TestEnvelope(old.codeSigner(SUBJECT), old, root), trust(), NOW);
        assertThat(fault.on()).contains("Old");
    }

    @Test
    void aTimestampLetsASignatureOutliveItsCertificate() {
        Instant later = TestCertificate.UNTIL.plusSeconds(3600);
        for (TimestampDemand demand : TimestampDemand.values()) {
            NotationAccepted accepted = verify(stamped(NOW), timed(demand), later);
            assertThat(accepted.time()).isEqualTo(new TrustedTime(NOW, TrustedTime.Source.TIMESTAMP_AUTHORITY));
            refused(NotationFault.NO_TIMESTAMP, envelope(), timed(demand), later);
        }
    }

    private TestEnvelope stamped(Instant at) {
        return envelope()
                .stamped(signature ->
                        new TestTimestamps(tsa).with(tsa).accuracySeconds(2).stamp(signature, at));
    }

    @Test
    void aTimestampIsDemandedAlwaysOrWhenACertificateHasExpired() {
        refused(NotationFault.NO_TIMESTAMP, envelope(), timed(TimestampDemand.ALWAYS), NOW);
        assertThat(verify(envelope(), timed(TimestampDemand.AFTER_CERT_EXPIRY), NOW)
                        .time()
                        .source())
                .isEqualTo(TrustedTime.Source.GIVEN);
    }

    @Test
    void aTimestampOfAnotherSignatureIsRefused() {
        TestEnvelope copied = envelope()
                .stamped(signature ->
                        new TestTimestamps(tsa).with(tsa).stamp("another".getBytes(StandardCharsets.UTF_8), NOW));
        refused(TimestampFault.IMPRINT, copied, timed(TimestampDemand.ALWAYS), NOW);
    }

    @Test
    void aTimestampByAStrangerIsRefused() {
        TestCertificate theirs = TestCertificate.root("CN=TSA root");
        TestCertificate stranger = theirs.timestamper("CN=TSA");
        TestEnvelope foreign = envelope()
                .stamped(signature ->
                        new TestTimestamps(stranger).with(stranger, theirs).stamp(signature, NOW));
        refused(CertificateFault.UNTRUSTED, foreign, timed(TimestampDemand.ALWAYS), NOW);
    }

    /** The whole range of the stamp's accuracy must lie within the validity. */
    @Test
    void aTimestampThatMayBeLaterThanTheCertificateIsRefused() {
        TestCertificate brief = draft(SUBJECT).codeSigning().until(NOW).signedBy(middle);
        TestEnvelope edge = new TestEnvelope(brief, middle, root)
                .stamped(signature ->
                        new TestTimestamps(tsa).with(tsa).accuracySeconds(2).stamp(signature, NOW));
        refused(CertificateFault.VALIDITY, edge, timed(TimestampDemand.ALWAYS), NOW);
        TestEnvelope inside = new TestEnvelope(brief, middle, root)
                .stamped(signature ->
                        new TestTimestamps(tsa).with(tsa).accuracySeconds(2).stamp(signature, NOW.minusSeconds(2)));
        assertThat(verify(inside, timed(TimestampDemand.ALWAYS), NOW).failed()).isEmpty();
    }

    @Test
    void aRevokedCertificateIsRefused() {
        TestRevocation list = new TestRevocation(middle).revoke(signer, NOW.minusSeconds(60));
        refused(CertificateFault.REVOKED, envelope(), revoking(trust(), list), NOW);
        TestRevocation above = new TestRevocation(root).revoke(middle, NOW.minusSeconds(60));
        refused(CertificateFault.REVOKED, envelope(), revoking(trust(), above), NOW);
        assertThat(verify(envelope(), revoking(trust(), new TestRevocation(middle)), NOW)
                        .failed())
                .isEmpty();
    }

    @Test
    void whatWasSignedBeforeTheRevocationCountsWhenAnAuthoritySaysSo() {
        Instant lost = NOW.plusSeconds(3600);
        Instant later = NOW.plusSeconds(7200);
        TestRevocation list = new TestRevocation(middle).revoke(signer, lost);
        assertThat(verify(stamped(NOW), revoking(timed(TimestampDemand.ALWAYS), list), later)
                        .failed())
                .isEmpty();
        // The signer's own word does not.
        refused(CertificateFault.REVOKED, envelope(), revoking(trust(), list), later);
        refused(
                CertificateFault.REVOKED,
                stamped(lost.plusSeconds(5)),
                revoking(timed(TimestampDemand.ALWAYS), list),
                later);
    }

    /** The key was stolen before anybody noticed: RFC 5280, 5.3.2. */
    @Test
    void theInvalidityDateCountsWhenItIsEarlier() {
        TestRevocation list = new TestRevocation(middle).revoke(signer, NOW.plusSeconds(3600), NOW.minusSeconds(60));
        refused(
                CertificateFault.REVOKED,
                stamped(NOW),
                revoking(timed(TimestampDemand.ALWAYS), list),
                NOW.plusSeconds(7200));
    }

    @Test
    void aRevokedTimestampAuthorityStampsNothing() {
        TestRevocation list = new TestRevocation(tsaRoot).revoke(tsa, NOW.minusSeconds(60));
        refused(CertificateFault.REVOKED, stamped(NOW), revoking(timed(TimestampDemand.ALWAYS), list), NOW);
    }

    @Test
    void nothingIsKnownWithoutAListWhereTheCertificateNamesOne() {
        TestCertificate listed = draft(SUBJECT)
                .codeSigning()
                .with(Extension.cRLDistributionPoints, false, point("http://crl.example/a"))
                .signedBy(middle);
        TestEnvelope by = new TestEnvelope(listed, middle, root);
        refused(CertificateFault.REVOCATION_UNKNOWN, by);
        assertThat(verify(by, revoking(trust(), new TestRevocation(middle)), NOW)
                        .failed())
                .isEmpty();
        NotationTrust permissive =
                leveled(trust(), VerificationLevel.named("permissive").orElseThrow());
        assertThat(verify(by, permissive, NOW).failed()).containsExactly(Validation.REVOCATION);
        assertThat(checks.list())
                .anySatisfy(check -> assertThat(check.result())
                        .isInstanceOfSatisfying(
                                Check.Noted.class,
                                noted -> assertThat(noted.text()).contains("IMM-CERT-REVOCATION-UNKNOWN")));
    }

    private static CRLDistPoint point(String uri) {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        return new CRLDistPoint(
                new DistributionPoint[] {new DistributionPoint(new DistributionPointName(names), null, null)});
    }

    @Test
    void whatALevelOnlyLogsIsSaidAndNeverSilent() {
        TestEnvelope expired = envelope().critical(Attributes.EXPIRY, NOW.minusSeconds(60));
        NotationTrust permissive =
                leveled(trust(), VerificationLevel.named("permissive").orElseThrow());
        assertThat(verify(expired, permissive, TestCertificate.UNTIL.plusSeconds(5))
                        .failed())
                .containsExactlyInAnyOrder(Validation.EXPIRY, Validation.AUTHENTIC_TIMESTAMP);
        NotationTrust audit = leveled(trust(), VerificationLevel.named("audit").orElseThrow());
        TestCertificate theirs = TestCertificate.root("CN=Root");
        TestEnvelope stranger = new TestEnvelope(theirs.codeSigner("CN=x"), theirs);
        assertThat(verify(stranger, audit, NOW).failed()).containsExactly(Validation.AUTHENTICITY);
        assertThat(checks.list().stream().filter(check -> check.result() instanceof Check.Noted))
                .extracting(Check::name)
                .contains("certificate-trust", "trusted-identity", "expiry", "certificate-validity");
        // Integrity is never only logged.
        refused(NotationFault.SIGNATURE, envelope().damaged(NotationVerifierTest::flipped), audit, NOW);
    }

    @Test
    void anOverrideDecidesOneValidation() {
        NotationTrust lenient =
                leveled(trust(), VerificationLevel.STRICT.with(Map.of(Validation.EXPIRY, Enforcement.LOG)));
        TestEnvelope expired = envelope().critical(Attributes.EXPIRY, NOW.minusSeconds(60));
        assertThat(verify(expired, lenient, NOW).failed()).containsExactly(Validation.EXPIRY);
        NotationTrust skipping =
                leveled(trust(), VerificationLevel.STRICT.with(Map.of(Validation.REVOCATION, Enforcement.SKIP)));
        assertThat(verify(envelope(), skipping, NOW).failed()).containsExactly(Validation.REVOCATION);
    }

    @Test
    void aCertificateThatWasIssuedAgainHasTheSameIdentity() {
        TestCertificate again = draft(SUBJECT).keys(signer.keys()).codeSigning().signedBy(middle);
        NotationAccepted one = verify(envelope(), trust(), NOW);
        NotationAccepted two = verify(new TestEnvelope(again, middle, root), trust(), NOW);
        assertThat(two.identity()).isEqualTo(one.identity());
        assertThat(two.signer().key().fingerprint())
                .isEqualTo(one.signer().key().fingerprint());
        Certificate other = middle.codeSigner("C=US,ST=WA,O=corp,CN=other").certificate();
        assertThat(other.subject()).isNotEqualTo(one.signer().subject());
    }
}
