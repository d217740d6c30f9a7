package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.rekor.LogDemand;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestLog;
import dev.immure.signing.testing.sigstore.TestParty;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Evidence of logs that is missing, wrong, or about something else. */
class LogAttackTest {
    private static final String ENTRY = "verificationMaterial/tlogEntries/0";
    private static final String CHECKPOINT = ENTRY + "/inclusionProof/checkpoint/envelope";

    private final SigstoreBox box = SigstoreBox.create();
    private final BundleDraft draft = box.draft();

    @ParameterizedTest
    @ValueSource(strings = {"dsse 0.0.1", "intoto 0.0.1", "intoto 0.0.2", "hashedrekord 0.0.1"})
    void everyKindOfEntryAboutAnAttestationIsAccepted(String kind) {
        Box.assertAccepted(box, draft.attestation().kind(kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsse 0.0.2", "hashedrekord 0.0.2"})
    void everyKindOfTheSecondRekorIsAcceptedWithATimestamp(String kind) {
        Box.assertAccepted(box, draft.attestation().kind(kind).stamped());
    }

    @Test
    void entriesAboutArtifactsAreAccepted() {
        Box.assertAccepted(box, draft);
        Box.assertAccepted(box, box.draft().rekor2());
    }

    /** CVE-2022-23649, CVE-2022-36056, CVE-2026-22703: a good entry, of another signature of the same signer. */
    @ParameterizedTest
    @ValueSource(strings = {"dsse 0.0.1", "intoto 0.0.1", "intoto 0.0.2", "hashedrekord 0.0.1"})
    void anEntryOfAnotherAttestationIsRefused(String kind) {
        JsonTree bundle = draft.attestation().kind(kind).build();
        byte[] other = BundleDraft.statement("https://in-toto.io/Statement/v0.1", BundleDraft.ARTIFACT);
        JsonTree donor = box.draft().payload(other).kind(kind).build();
        assertRefused(bundle.set(ENTRY, donor.at(ENTRY)), SigstoreFault.LOG_MISMATCH);
    }

    @Test
    void anEntryOfAnotherArtifactIsRefused() {
        JsonTree donor = box.draft().signed(new byte[] {1}).build();
        assertRefused(draft.build().set(ENTRY, donor.at(ENTRY)), SigstoreFault.LOG_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "hashedrekord 0.0.1, spec/data/hash/value",
        "hashedrekord 0.0.2, spec/hashedRekordV002/data/digest",
        "dsse 0.0.1, spec/payloadHash/value",
        "dsse 0.0.2, spec/dsseV002/payloadHash/digest",
        "intoto 0.0.1, spec/content/payloadHash/value",
        "intoto 0.0.1, spec/content/hash/value",
        "intoto 0.0.2, spec/content/payloadHash/value",
    })
    void anEntryThatNamesAnotherHashIsRefused(String kind, String path) {
        String other = path.endsWith("digest") ? JsonTree.base64(new byte[32]) : "0".repeat(64);
        assertRefused(attested(kind).entryChange(body -> body.set(path, other)).build(), SigstoreFault.LOG_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "hashedrekord 0.0.1, spec/signature/content",
        "hashedrekord 0.0.2, spec/hashedRekordV002/signature/content",
        "dsse 0.0.1, spec/signatures/0/signature",
        "dsse 0.0.2, spec/dsseV002/signatures/0/content",
        "intoto 0.0.2, spec/content/envelope/signatures/0/sig",
    })
    void anEntryThatNamesAnotherSignatureIsRefused(String kind, String path) {
        String other = JsonTree.base64("c2lnbmF0dXJl");
        assertRefused(attested(kind).entryChange(body -> body.set(path, other)).build(), SigstoreFault.LOG_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "hashedrekord 0.0.1, spec/signature/publicKey/content",
        "dsse 0.0.1, spec/signatures/0/verifier",
        "intoto 0.0.1, spec/publicKey",
        "intoto 0.0.2, spec/content/envelope/signatures/0/publicKey",
    })
    void anEntryThatNamesABareKeyForACertificateIsRefused(String kind, String path) {
        TestParty signer = TestParty.ecdsa();
        String key = JsonTree.base64(signer.pem());
        assertRefused(
                attested(kind)
                        .leaf(box.leaf().holder(signer))
                        .entryChange(body -> body.set(path, key))
                        .build(),
                SigstoreFault.LOG_MISMATCH);
    }

    @Test
    void anEntryOfTheSecondRekorThatNamesAnotherCertificateIsRefused() {
        String other = JsonTree.base64(box.ca().issue(box.leaf()));
        String path = "spec/hashedRekordV002/signature/verifier/x509Certificate/rawBytes";
        assertRefused(draft.rekor2().entryChange(body -> body.set(path, other)).build(), SigstoreFault.LOG_MISMATCH);
    }

    @Test
    void anEntryOfAnEnvelopeForABareArtifactIsRefused() {
        JsonTree donor = box.draft().attestation().build();
        assertRefused(draft.build().set(ENTRY, donor.at(ENTRY)), SigstoreFault.LOG_MISMATCH);
    }

    @Test
    void aBodyOfAnotherKindThanAnnouncedIsRefused() {
        JsonTree bundle = draft.build().set(ENTRY + "/kindVersion", JsonTree.map("kind", "dsse", "version", "0.0.1"));
        assertRefused(bundle, SigstoreFault.LOG_BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec/extra", "extra"})
    void aBodyWithAnUnknownMemberIsRefused(String path) {
        assertRefused(draft.entryChange(body -> body.set(path, "x")).build(), SigstoreFault.LOG_BODY);
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        assertRefused(draft.build().set(ENTRY + "/canonicalizedBody", JsonTree.base64("{")), SigstoreFault.LOG_BODY);
    }

    @Test
    void aBundleWithoutAnEntryIsRefused() {
        assertRefused(draft.unlogged().stamped().build(), SigstoreFault.NO_LOG_ENTRY);
    }

    @Test
    void aPromiseByAnotherKeyIsRefused() {
        TestLog stranger = new TestLog("rekor.example", TestParty.ecdsa());
        byte[] promise = stranger.promise(new byte[] {1}, 1, 1);
        assertRefused(
                draft.build().set(ENTRY + "/inclusionPromise/signedEntryTimestamp", JsonTree.base64(promise)),
                SigstoreFault.PROMISE);
    }

    @ParameterizedTest
    @CsvSource({"integratedTime, 1772366406", "logIndex, 77"})
    void aPromiseOfAnotherTimeOrPlaceIsRefused(String member, String value) {
        assertRefused(draft.build().set(ENTRY + "/" + member, value), SigstoreFault.PROMISE);
    }

    @Test
    void aCheckpointByAnotherKeyIsRefused() {
        JsonTree bundle = draft.build();
        TestLog stranger = new TestLog("rekor.example", TestParty.ecdsa());
        assertRefused(bundle.set(CHECKPOINT, stranger.note(textOf(bundle))), SigstoreFault.CHECKPOINT);
    }

    /** The hint of a signature is not signed: with the right one, a wrong signature is still wrong. */
    @Test
    void aCheckpointWhoseTextWasChangedIsRefused() {
        JsonTree bundle = draft.build();
        String changed = bundle.text(CHECKPOINT).replaceFirst("rekor\\.example\n", "rekor.example\u0020\n");
        assertRefused(bundle.set(CHECKPOINT, changed), SigstoreFault.CHECKPOINT);
    }

    @Test
    void aCheckpointOfAnotherTreeIsRefused() {
        byte[] root = TestLog.root(List.of(new byte[] {1}, new byte[] {2}));
        assertRefused(draft.build().set(CHECKPOINT, box.log().checkpoint(2, root)), SigstoreFault.CHECKPOINT);
    }

    /** CVE-2024-53267: a proof that is right by itself, to a root that nobody signed. */
    @Test
    void aProofToAnUnsignedRootIsRefused() {
        JsonTree bundle = draft.build();
        TestLog forger = new TestLog("rekor.example", TestParty.ecdsa());
        byte[] body = Base64.getDecoder().decode(bundle.text(ENTRY + "/canonicalizedBody"));
        Map<String, Object> forged = forger.append("hashedrekord", "0.0.1", body, Instant.EPOCH);
        Object proof = new JsonTree(forged).at("inclusionProof");
        assertRefused(bundle.set(ENTRY + "/inclusionProof", proof), SigstoreFault.CHECKPOINT);
    }

    @Test
    void aProofThatDoesNotLeadToTheRootIsRefused() {
        assertRefused(
                draft.build().set(ENTRY + "/inclusionProof/hashes/0", JsonTree.base64(new byte[32])),
                SigstoreFault.INCLUSION);
        assertRefused(box.draft().build().set(ENTRY + "/inclusionProof/logIndex", "0"), SigstoreFault.INCLUSION);
        assertRefused(
                box.draft().build().add(ENTRY + "/inclusionProof/hashes", JsonTree.base64(new byte[32])),
                SigstoreFault.INCLUSION);
    }

    @Test
    void aLogThatTheRootDoesNotNameIsRefused() {
        JsonTree root = box.root();
        root.set("tlogs", List.of());
        assertThat(Box.refuse(draft.build(), Box.keyless(root)).code()).isEqualTo(SigstoreFault.UNKNOWN_LOG);
    }

    /** No evidence, and no harm; but it is to be about this signature like any other. */
    @Test
    void anEntryOfAnUnknownLogIsPassedOverBesideOneOfAKnown() {
        JsonTree bundle = draft.build();
        byte[] body = Base64.getDecoder().decode(bundle.text(ENTRY + "/canonicalizedBody"));
        TestLog stranger = new TestLog("stranger.example", TestParty.ecdsa());
        Instant at = SigstoreBox.SIGNED.plusSeconds(5);
        bundle.add("verificationMaterial/tlogEntries", stranger.append("hashedrekord", "0.0.1", body, at));
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(1);
        byte[] other = Base64.getDecoder().decode(box.draft().build().text(ENTRY + "/canonicalizedBody"));
        bundle.set("verificationMaterial/tlogEntries/1", stranger.append("hashedrekord", "0.0.1", other, at));
        assertRefused(bundle, SigstoreFault.LOG_MISMATCH);
    }

    @Test
    void aPayloadInAnEntryIsTheOneThatIsHashed() {
        String path = "spec/content/envelope/payload";
        String good = JsonTree.base64(
                JsonTree.base64(BundleDraft.statement("https://in-toto.io/Statement/v1", BundleDraft.ARTIFACT)));
        Box.assertAccepted(
                box, box.draft().attestation().kind("intoto 0.0.2").entryChange(body -> body.set(path, good)));
        String other = JsonTree.base64(JsonTree.base64("{}"));
        assertRefused(
                attested("intoto 0.0.2")
                        .entryChange(body -> body.set(path, other))
                        .build(),
                SigstoreFault.LOG_BODY);
    }

    @Test
    void aLogCountsUntilTheEndOfItsWindowAndNotAfter() {
        String path = "tlogs/0/publicKey/validFor";
        Instant logged = SigstoreBox.SIGNED.plus(Duration.ofSeconds(5));
        JsonTree inTime = box.root();
        inTime.set(path, window(logged));
        assertThat(Box.accept(draft.build(), Box.keyless(inTime)).logs()).hasSize(1);
        JsonTree tooLate = box.root();
        tooLate.set(path, window(logged.minusMillis(1)));
        assertThat(Box.refuse(box.draft().build(), Box.keyless(tooLate)).code()).isEqualTo(SigstoreFault.UNKNOWN_LOG);
    }

    /** Without a promise, the time of a log's key is the timestamp's. */
    @Test
    void aLogOfTheSecondRekorCountsAtTheTimestamp() {
        JsonTree root = box.root();
        root.set("tlogs/1/publicKey/validFor", window(SigstoreBox.SIGNED));
        assertThat(Box.refuse(draft.rekor2().build(), Box.keyless(root)).code()).isEqualTo(SigstoreFault.UNKNOWN_LOG);
    }

    private static Map<String, Object> window(Instant end) {
        return JsonTree.map("start", "2025-01-01T00:00:00Z", "end", end.toString());
    }

    /** GHSA-9vcr-p3rj-q5q6: two entries of one log are one. */
    @Test
    void twoEntriesOfOneLogCountOnce() {
        BundleDraft twice = draft.entryChange(body -> {});
        JsonTree bundle = twice.build();
        byte[] body = Base64.getDecoder().decode(bundle.text(ENTRY + "/canonicalizedBody"));
        Instant at = SigstoreBox.SIGNED.plus(Duration.ofSeconds(6));
        bundle.add("verificationMaterial/tlogEntries", box.log().append("hashedrekord", "0.0.1", body, at));
        Demands two = new Demands(LogDemand.PROMISE_OR_PROOF, 2, SctDemand.REQUIRED);
        assertThat(Box.refuse(bundle, Box.keyless(box.root(), two)).code()).isEqualTo(SigstoreFault.NO_LOG_ENTRY);
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(2);
    }

    @Test
    void entriesOfTwoLogsCountTwice() {
        TestParty signer = TestParty.ecdsa();
        BundleDraft draft2 = box.draft().key(signer).stamped();
        JsonTree bundle = draft2.build();
        byte[] body = Base64.getDecoder().decode(bundle.text(ENTRY + "/canonicalizedBody"));
        bundle.add("verificationMaterial/tlogEntries", box.log2().append("hashedrekord", "0.0.1", body, Instant.EPOCH));
        Accepted accepted = Box.accept(bundle, Box.key(signer, box.root()));
        assertThat(accepted.logs())
                .extracting(log -> log.logId())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void theSameEntryTwiceIsMalformed() {
        JsonTree bundle = draft.build();
        bundle.add("verificationMaterial/tlogEntries", bundle.at(ENTRY));
        assertRefused(bundle, SigstoreFault.DUPLICATE);
    }

    /** What a bundle calls itself stands outside all signatures, so it lowers no demand. */
    @Test
    void aBundleRelabelledAsOlderAndSparedItsProofIsRefused() {
        JsonTree bundle = draft.build()
                .set("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.1")
                .remove(ENTRY + "/inclusionProof");
        assertRefused(bundle, SigstoreFault.BUNDLE);
        Object certificate = bundle.at("verificationMaterial/certificate");
        bundle.remove("verificationMaterial/certificate")
                .set(
                        "verificationMaterial/x509CertificateChain",
                        JsonTree.map("certificates", JsonTree.list(certificate)));
        Demands proof = new Demands(LogDemand.PROOF, 1, SctDemand.REQUIRED);
        assertThat(Box.refuse(bundle, Box.keyless(box.root(), proof)).code()).isEqualTo(SigstoreFault.NO_LOG_ENTRY);
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inclusionProof", "inclusionProof/checkpoint"})
    void aBundleOf03WithoutProofOrCheckpointIsRefused(String part) {
        assertRefused(draft.build().remove(ENTRY + "/" + part), SigstoreFault.BUNDLE);
    }

    private BundleDraft attested(String kind) {
        BundleDraft attested = draft.attestation().kind(kind);
        return kind.endsWith("0.0.2") && !kind.startsWith("intoto") ? attested.stamped() : attested;
    }

    private String textOf(JsonTree bundle) {
        String note = bundle.text(CHECKPOINT);
        return note.substring(0, note.indexOf("\n\n") + 1);
    }

    private void assertRefused(JsonTree bundle, SigstoreFault code) {
        Fault fault = Box.refuse(bundle, Box.keyless(box.root()));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
    }
}
