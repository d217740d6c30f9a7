package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.fulcio.CertificateIdentity;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.rekor.LogDemand;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.LeafDraft;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestCtLog;
import dev.immure.signing.testing.sigstore.TestParty;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that must not count, and times at which they did not. */
class KeylessAttackTest {
    private static final Instant SIGNED = SigstoreBox.SIGNED;
    private static final String STAMPS = "verificationMaterial/timestampVerificationData/rfc3161Timestamps";

    private final SigstoreBox box = SigstoreBox.create();

    @Test
    void tellsWhoSignedAndWhen() {
        Accepted accepted = Box.accept(box.draft().build(), Box.keyless(box.root()));
        assertThat(accepted.signer())
                .isInstanceOfSatisfying(
                        Accepted.Certified.class,
                        signer -> assertThat(signer.identity())
                                .isEqualTo(new CertificateIdentity(LeafDraft.ISSUER, LeafDraft.SUBJECT)));
        assertThat(accepted.time()).hasToString("2026-03-01T12:00:05Z (transparency-log)");
    }

    @Test
    void acceptsEveryFormOfIdentity() {
        assertIdentity(box.leaf().names(LeafDraft.email("a@example.org")), "a@example.org");
        assertIdentity(box.leaf().names(LeafDraft.other("provider!name")), "provider!name");
        assertIdentity(box.leaf().noIssuer().rawIssuer(LeafDraft.ISSUER), LeafDraft.SUBJECT);
        assertIdentity(box.leaf().rawIssuer(LeafDraft.ISSUER), LeafDraft.SUBJECT);
    }

    private void assertIdentity(LeafDraft leaf, String subject) {
        IdentityRule rule = new IdentityRule(new TextRule.Exact(LeafDraft.ISSUER), new TextRule.Exact(subject));
        Accepted accepted = Box.accept(box.draft().leaf(leaf).build(), Box.keyless(box.root(), rule));
        assertThat(accepted.artifact()).isEqualTo(Box.artifact().hashes().sha256());
    }

    @Test
    void refusesAnotherIdentity() {
        assertRefused(box.leaf().names(LeafDraft.uri(LeafDraft.SUBJECT + "2")), SigstoreFault.IDENTITY);
        assertRefused(
                box.leaf().names(LeafDraft.uri(LeafDraft.SUBJECT.toUpperCase(Locale.ROOT))), SigstoreFault.IDENTITY);
        assertRefused(box.leaf().issuer(LeafDraft.ISSUER + "/"), SigstoreFault.IDENTITY);
    }

    @Test
    void refusesACertificateThatDoesNotNameOneIdentity() {
        assertRefused(box.leaf().noIssuer(), SigstoreFault.CERTIFICATE);
        assertRefused(box.leaf().rawIssuer("https://other.example"), SigstoreFault.CERTIFICATE);
        assertRefused(
                box.leaf().names(LeafDraft.uri(LeafDraft.SUBJECT), LeafDraft.email("a@example.org")),
                SigstoreFault.CERTIFICATE);
        assertRefused(
                box.leaf().names(new GeneralName(GeneralName.dNSName, "host.example")), SigstoreFault.CERTIFICATE);
        assertRefused(
                box.leaf()
                        .names(new GeneralName(
                                GeneralName.otherName,
                                new OtherName(
                                        new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"),
                                        new DERUTF8String(LeafDraft.SUBJECT)))),
                SigstoreFault.CERTIFICATE);
    }

    @Test
    void refusesANameWithAControlCharacter() {
        assertRefused(box.leaf().names(LeafDraft.uri(LeafDraft.SUBJECT + "\0.evil")), CertificateFault.MALFORMED);
        assertRefused(box.leaf().issuer(LeafDraft.ISSUER + "\0"), SigstoreFault.CERTIFICATE);
    }

    @Test
    void refusesACertificateThatIsNotForSigningCode() {
        assertRefused(box.leaf().authority(), CertificateFault.PURPOSE);
        assertRefused(box.leaf().purposes(), CertificateFault.PURPOSE);
        assertRefused(box.leaf().purposes(KeyPurposeId.id_kp_serverAuth), CertificateFault.PURPOSE);
    }

    @Test
    void refusesAWeakKey() {
        assertRefused(box.leaf().holder(TestParty.rsa(1024)), CertificateFault.KEY);
    }

    @Test
    void refusesACertificateOfAnotherAuthority() {
        SigstoreBox stranger = SigstoreBox.create();
        JsonTree root = box.root();
        root.set("certificateAuthorities", stranger.root().at("certificateAuthorities"));
        assertThat(Box.refuse(box.draft().build(), Box.keyless(root)).code()).isEqualTo(CertificateFault.UNTRUSTED);
    }

    /** An authority that a signer brings along is no authority. */
    @Test
    void refusesAnAuthorityThatStandsInTheBundleAlone() {
        SigstoreBox stranger = SigstoreBox.create();
        JsonTree bundle = box.draft().build();
        Object leaf = bundle.at("verificationMaterial/certificate");
        bundle.set("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.2")
                .remove("verificationMaterial/certificate")
                .set(
                        "verificationMaterial/x509CertificateChain",
                        JsonTree.map(
                                "certificates",
                                JsonTree.list(
                                        leaf,
                                        raw(box.ca().intermediate()),
                                        raw(box.ca().root()))));
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(1);
        JsonTree root = box.root();
        root.set("certificateAuthorities", stranger.root().at("certificateAuthorities"));
        assertThat(Box.refuse(bundle, Box.keyless(root)).code()).isEqualTo(CertificateFault.UNTRUSTED);
    }

    private static Object raw(byte[] der) {
        return JsonTree.map("rawBytes", JsonTree.base64(der));
    }

    /** CVE-2026-24122. */
    @Test
    void refusesAnIntermediateThatHadExpired() {
        SigstoreBox expired = SigstoreBox.withExpiredIntermediate();
        assertThat(Box.refuse(expired.draft().build(), Box.keyless(expired.root()))
                        .code())
                .isEqualTo(CertificateFault.VALIDITY);
    }

    @Test
    void refusesAnAuthorityOutsideOfItsWindow() {
        JsonTree root = box.root();
        root.set("certificateAuthorities/0/validFor/end", SIGNED.toString());
        assertThat(Box.refuse(box.draft().build(), Box.keyless(root)).code()).isEqualTo(SigstoreFault.CERTIFICATE);
    }

    /** Two authorities of one name: the issuer is who signed, not who is called so. */
    @Test
    void findsTheIssuerByItsKeyAmongTwoOfOneName() {
        JsonTree root = box.root();
        root.set(
                "certificateAuthorities",
                JsonTree.list(
                        SigstoreBox.authority(
                                "decoy", List.of(SigstoreBox.create().ca().intermediate())),
                        root.at("certificateAuthorities/0")));
        assertThat(Box.accept(box.draft().build(), Box.keyless(root)).logs()).hasSize(1);
    }

    @Test
    void refusesACertificateThatNoLogHasSeen() {
        assertRefused(box.leaf().seenBy(), SigstoreFault.SCT);
        assertRefused(box.leaf().seenBy(new TestCtLog()), SigstoreFault.SCT);
    }

    /** S8 (GHSA-9vcr-p3rj-q5q6): one log's word twice is one word, and a stranger's twice is none. */
    @Test
    void theSameTimestampTwiceIsNotTwo() {
        TestCtLog stranger = new TestCtLog();
        assertRefused(box.leaf().seenBy(stranger, stranger), SigstoreFault.SCT);
        LeafDraft leaf = box.leaf().seenBy(box.ctLog(), box.ctLog());
        assertThat(Box.accept(box.draft().leaf(leaf).build(), Box.keyless(box.root()))
                        .logs())
                .hasSize(1);
    }

    @Test
    void acceptsACertificateThatAnUnknownLogHasSeenToo() {
        LeafDraft leaf = box.leaf().seenBy(new TestCtLog(), box.ctLog());
        assertThat(Box.accept(box.draft().leaf(leaf).build(), Box.keyless(box.root()))
                        .logs())
                .hasSize(1);
    }

    @Test
    void refusesATimestampOfALogOutsideOfItsWindow() {
        JsonTree root = box.root();
        root.set("ctlogs/0/publicKey/validFor/end", SIGNED.minusMillis(1).toString());
        assertThat(Box.refuse(box.draft().build(), Box.keyless(root)).code()).isEqualTo(SigstoreFault.SCT);
    }

    /** The log's id and key of the root are those of another log: its signature is not good. */
    @Test
    void refusesATimestampThatTheLogDidNotSign() {
        SigstoreBox other = SigstoreBox.create();
        byte[] certificate = other.ca().issue(other.leaf().seenBy(box.ctLog()));
        JsonTree bundle = box.draft().build();
        bundle.set("verificationMaterial/certificate/rawBytes", JsonTree.base64(certificate));
        assertThat(Box.refuse(bundle, Box.keyless(box.root())).code()).isEqualTo(SigstoreFault.SIGNATURE);
    }

    @Test
    void demandsNoLogOfCertificatesOfWhomWasToldSo() {
        JsonTree bundle = box.draft().leaf(box.leaf().seenBy()).build();
        Demands demands = new Demands(LogDemand.PROMISE_OR_PROOF, 1, SctDemand.NONE);
        assertThat(Box.accept(bundle, Box.keyless(box.root(), demands)).logs()).hasSize(1);
    }

    /** The false accept of two libraries: the log's time lies outside of the certificate's. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 601, 86_400})
    void refusesAPromiseOutsideOfTheCertificatesTime(long seconds) {
        JsonTree bundle = box.draft().at(SIGNED.plusSeconds(seconds)).build();
        Instant late = SIGNED.plus(Duration.ofDays(2));
        Fault fault = Faults.of(() -> new BundleVerifier(Box.keyless(box.root()), Optional.of(late), Box.LATER)
                .verify(bundle.bytes(), "bundle", Box.artifact(), new CheckLog()));
        assertThat(fault.code()).isEqualTo(CertificateFault.VALIDITY);
    }

    @Test
    void refusesATimeInTheFuture() {
        Instant future = SIGNED.plus(Duration.ofDays(30));
        LeafDraft leaf = box.leaf().validity(SIGNED, SIGNED.plus(Duration.ofDays(60)));
        assertRefused(box.draft().leaf(leaf).at(future).build(), SigstoreFault.TIME);
    }

    /** A time without the log's name to it proves nothing; but it must be no contradiction. */
    @Test
    void refusesAnUnsignedTimeOutsideOfTheCertificatesTime() {
        JsonTree bundle = box.draft().rekor2().build();
        bundle.set("verificationMaterial/tlogEntries/0/integratedTime", "1700000000");
        assertRefused(bundle, SigstoreFault.TIME);
    }

    @Test
    void anEntryThatTellsNoTimeNeedsATimestamp() {
        JsonTree bundle = box.draft().rekor2().build();
        bundle.remove("verificationMaterial/timestampVerificationData");
        assertRefused(bundle, SigstoreFault.NO_TIME);
        bundle.set("verificationMaterial/tlogEntries/0/integratedTime", String.valueOf(SIGNED.getEpochSecond() + 5));
        assertRefused(bundle, SigstoreFault.NO_TIME);
    }

    @Test
    void whoVerifiesMayGiveTheTime() {
        JsonTree bundle = box.draft().rekor2().build();
        bundle.remove("verificationMaterial/timestampVerificationData");
        Accepted accepted = new BundleVerifier(Box.keyless(box.root()), Optional.of(SIGNED.plusSeconds(1)), Box.LATER)
                .verify(bundle.bytes(), "bundle", Box.artifact(), new CheckLog());
        assertThat(accepted.time().source()).isEqualTo(TrustedTime.Source.GIVEN);
    }

    @Test
    void refusesATimestampOutsideOfTheCertificatesTimeThoughAnotherIsWithin() {
        JsonTree bundle = box.draft().rekor2().build();
        byte[] signature = Base64.getDecoder().decode(bundle.text("messageSignature/signature"));
        byte[] late = box.tsa().stamp(signature, SIGNED.plusSeconds(1200));
        bundle.add(STAMPS, JsonTree.map("signedTimestamp", JsonTree.base64(late)));
        assertRefused(bundle, CertificateFault.VALIDITY);
    }

    @Test
    void refusesATimestampOverSomethingElse() {
        JsonTree bundle = box.draft().rekor2().build();
        byte[] other = box.tsa().stamp(new byte[] {1}, SIGNED.plusSeconds(5));
        bundle.set(STAMPS + "/0/signedTimestamp", JsonTree.base64(other));
        assertThat(Box.refuse(bundle, Box.keyless(box.root())).code().id()).isEqualTo("IMM-TSA-IMPRINT");
    }

    /** No evidence, and no harm: an instance may stamp with an authority that this root does not name. */
    @Test
    void passesOverAStrangersTimestampBesideATimeThatIsTrusted() {
        JsonTree bundle = box.draft().stamped().build();
        JsonTree root = box.root();
        root.set("timestampAuthorities", List.of());
        CheckLog checks = new CheckLog();
        new BundleVerifier(Box.keyless(root), Optional.empty(), Box.LATER)
                .verify(bundle.bytes(), "bundle", Box.artifact(), checks);
        assertThat(checks.list()).anySatisfy(check -> assertThat(check.result()).isInstanceOf(Check.Noted.class));
    }

    @Test
    void refusesAStrangersTimestampWhereItIsTheOnlyTime() {
        JsonTree root = box.root();
        root.set("timestampAuthorities", SigstoreBox.create().root().at("timestampAuthorities"));
        assertThat(Box.refuse(box.draft().rekor2().build(), Box.keyless(root))
                        .code()
                        .id())
                .isEqualTo("IMM-TSA-SIGNER");
    }

    @Test
    void refusesAStrangersTimestampThatContradicts() {
        JsonTree bundle = box.draft().stamped().build();
        SigstoreBox stranger = SigstoreBox.create();
        byte[] other = stranger.tsa().stamp(new byte[] {1}, SIGNED.plusSeconds(5));
        bundle.set(STAMPS + "/0/signedTimestamp", JsonTree.base64(other));
        assertThat(Box.refuse(bundle, Box.keyless(box.root())).code().id()).isEqualTo("IMM-TSA-IMPRINT");
        byte[] signature = Base64.getDecoder().decode(bundle.text("messageSignature/signature"));
        byte[] late = stranger.tsa().stamp(signature, SIGNED.plusSeconds(1200));
        bundle.set(STAMPS + "/0/signedTimestamp", JsonTree.base64(late));
        assertRefused(bundle, SigstoreFault.TIME);
    }

    @Test
    void refusesTheSameTimestampTwice() {
        JsonTree bundle = box.draft().rekor2().build();
        bundle.add(STAMPS, bundle.at(STAMPS + "/0"));
        assertRefused(bundle, SigstoreFault.DUPLICATE);
    }

    @Test
    void aTimestampAuthorityCountsUntilTheEndOfItsWindowAndNotAfter() {
        Instant stamped = SIGNED.plusSeconds(5);
        JsonTree inTime = box.root();
        inTime.set("timestampAuthorities/0/validFor/end", stamped.toString());
        assertThat(Box.accept(box.draft().rekor2().build(), Box.keyless(inTime)).logs())
                .hasSize(1);
        JsonTree tooLate = box.root();
        tooLate.set(
                "timestampAuthorities/0/validFor/end", stamped.minusSeconds(1).toString());
        assertThat(Box.refuse(box.draft().rekor2().build(), Box.keyless(tooLate))
                        .code())
                .isEqualTo(SigstoreFault.TIMESTAMP);
    }

    /** The window of an authority that did not make the timestamp is of no help. */
    @Test
    void aTimestampDoesNotBorrowTheWindowOfAnotherAuthority() {
        JsonTree root = box.root();
        root.set("timestampAuthorities/0/validFor/end", SIGNED.toString());
        root.add("timestampAuthorities", SigstoreBox.create().root().at("timestampAuthorities/0"));
        assertThat(Box.refuse(box.draft().rekor2().build(), Box.keyless(root)).code())
                .isEqualTo(SigstoreFault.TIMESTAMP);
    }

    @Test
    void refusesAKeyWhereACertificateIsAskedFor() {
        assertRefused(box.draft().key(TestParty.ecdsa()).build(), SigstoreFault.SIGNER_KIND);
    }

    @Test
    void refusesASignatureByAnotherKey() {
        JsonTree bundle = box.draft().build();
        byte[] other = TestParty.ecdsa().sign(BundleDraft.ARTIFACT);
        assertRefused(bundle.set("messageSignature/signature", JsonTree.base64(other)), SigstoreFault.SIGNATURE);
    }

    private void assertRefused(LeafDraft leaf, FaultCode code) {
        assertRefused(box.draft().leaf(leaf).build(), code);
    }

    private void assertRefused(JsonTree bundle, FaultCode code) {
        Fault fault = Box.refuse(bundle, Box.keyless(box.root()));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
    }
}
