package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.bundle.Bundle;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that are not what the format says, or that say another thing than is asked. */
class BundleFormatTest {
    private static final String MATERIAL = "verificationMaterial";
    private static final String ENTRY = MATERIAL + "/tlogEntries/0";

    private final SigstoreBox box = SigstoreBox.create();

    @ParameterizedTest
    @CsvSource({
        "mediaType, application/vnd.dev.sigstore.bundle.v0.4+json",
        "mediaType, application/json",
        "extra, x",
        "verificationMaterial/extra, x",
        "verificationMaterial/tlogEntries/0/extra, x",
        "verificationMaterial/tlogEntries/0/logId/keyId, AAAA",
        "verificationMaterial/tlogEntries/0/logIndex, -1",
        "verificationMaterial/tlogEntries/0/logIndex, 1.5",
        "verificationMaterial/tlogEntries/0/integratedTime, 999999999999999999",
        "verificationMaterial/tlogEntries/0/kindVersion/kind, rpm",
        "verificationMaterial/tlogEntries/0/canonicalizedBody, not base64!",
        "verificationMaterial/tlogEntries/0/inclusionProof/rootHash, AAAA",
        "verificationMaterial/tlogEntries/0/inclusionProof/treeSize, many",
        "messageSignature/messageDigest/algorithm, MD5",
        "messageSignature/messageDigest/digest, AAAA",
        "messageSignature/signature, ''",
        "Messagesignature, x",
    })
    void aMemberThatTheFormatDoesNotHaveIsRefused(String path, String value) {
        assertRefused(box.draft().build().set(path, value), SigstoreFault.BUNDLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mediaType",
                "verificationMaterial",
                "verificationMaterial/certificate",
                "verificationMaterial/certificate/rawBytes",
                "verificationMaterial/tlogEntries/0/logId",
                "verificationMaterial/tlogEntries/0/kindVersion",
                "verificationMaterial/tlogEntries/0/canonicalizedBody",
                "messageSignature",
                "messageSignature/signature",
            })
    void aMemberThatIsMissingIsRefused(String path) {
        assertRefused(box.draft().build().remove(path), SigstoreFault.BUNDLE);
    }

    @Test
    void aBundleWithTwoSignersOrTwoContentsIsRefused() {
        JsonTree signers = box.draft().build().set(MATERIAL + "/publicKey", JsonTree.map("hint", "x"));
        assertRefused(signers, SigstoreFault.BUNDLE);
        JsonTree contents = box.draft().attestation().build();
        contents.set("messageSignature", box.draft().build().at("messageSignature"));
        assertRefused(contents, SigstoreFault.BUNDLE);
    }

    @Test
    void aBundleWithoutADigestIsAccepted() {
        JsonTree bundle = box.draft().build().remove("messageSignature/messageDigest");
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(1);
    }

    @Test
    void aDigestOfAnotherArtifactIsRefused() {
        String other = JsonTree.base64(new byte[32]);
        assertRefused(
                box.draft().build().set("messageSignature/messageDigest/digest", other), SigstoreFault.WRONG_DIGEST);
    }

    @Test
    void numbersMayBeNumbers() {
        JsonTree bundle = box.draft().build();
        bundle.set(ENTRY + "/logIndex", Long.parseLong(bundle.text(ENTRY + "/logIndex")));
        assertThat(Box.accept(bundle, Box.keyless(box.root())).logs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1}x", "\ufeff{}", "[]", "", "{\"mediaType\":\"\",\"mediaType\":\"\"}", "{\"a\":1e400000}"
            })
    void whatIsNoStrictJsonIsRefused(String json) {
        assertThat(refusal(json.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(SigstoreFault.BUNDLE);
    }

    @Test
    void nestingAndSizeAreBounded() {
        byte[] deep = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertThat(refusal(deep).code()).isEqualTo(SigstoreFault.LIMIT);
        assertThat(refusal(new byte[Bundle.MAX_BYTES + 1]).code()).isEqualTo(SigstoreFault.LIMIT);
    }

    @Test
    void entriesAndTimestampsAreCountedBeforeTheyAreRead() {
        JsonTree entries = box.draft().build();
        for (int i = 0; i < Bundle.MAX_ENTRIES; i++) {
            entries.add(MATERIAL + "/tlogEntries", JsonTree.map());
        }
        assertRefused(entries, SigstoreFault.LIMIT);
        JsonTree stamps = box.draft().rekor2().build();
        for (int i = 0; i < Bundle.MAX_TIMESTAMPS; i++) {
            stamps.add(MATERIAL + "/timestampVerificationData/rfc3161Timestamps", JsonTree.map());
        }
        assertRefused(stamps, SigstoreFault.LIMIT);
    }

    @Test
    void longFieldsAreRefusedBeforeTheyAreDecoded() {
        String long1 = "A".repeat(200_000);
        assertRefused(box.draft().build().set(MATERIAL + "/certificate/rawBytes", long1), SigstoreFault.LIMIT);
        assertRefused(box.draft().build().set("messageSignature/signature", long1), SigstoreFault.LIMIT);
        assertRefused(
                box.draft().build().set(ENTRY + "/inclusionProof/checkpoint/envelope", long1), SigstoreFault.LIMIT);
    }

    @Test
    void anEnvelopeIsSignedOnceAndHoldsAStatement() {
        JsonTree twice = box.draft().attestation().build();
        twice.add("dsseEnvelope/signatures", twice.at("dsseEnvelope/signatures/0"));
        assertRefused(twice, AttestationFault.SIGNATURES);
        assertRefused(box.draft().attestation().payloadType("text/plain").build(), AttestationFault.PAYLOAD_TYPE);
    }

    /** CVE-2026-39395, and statements of which nobody knows what they mean. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],"
                        + "\"predicateType\":\"https://example/p\"}"
            })
    void anEnvelopeWithoutAStatementIsRefused(String payload) {
        BundleDraft draft =
                box.draft().payload(payload.getBytes(StandardCharsets.UTF_8)).kind("dsse 0.0.1");
        assertRefused(draft.build(), AttestationFault.STATEMENT);
    }

    @Test
    void aStatementOfAnUnknownTypeIsRefused() {
        byte[] future = BundleDraft.statement("https://in-toto.io/Statement/v2", BundleDraft.ARTIFACT);
        assertRefused(box.draft().payload(future).kind("dsse 0.0.1").build(), AttestationFault.STATEMENT);
    }

    @Test
    void aStatementAboutAnotherArtifactIsRefused() {
        byte[] other = BundleDraft.statement("https://in-toto.io/Statement/v1", new byte[] {1});
        assertRefused(box.draft().payload(other).kind("dsse 0.0.1").build(), SigstoreFault.WRONG_DIGEST);
    }

    /** The same bytes with another type are another message (DSSE, protocol.md). */
    @Test
    void aPayloadUnderAnotherTypeIsRefused() {
        JsonTree bundle = box.draft()
                .attestation()
                .payloadType("application/vnd.other+json")
                .build();
        bundle.set("dsseEnvelope/payloadType", "application/vnd.in-toto+json");
        assertRefused(bundle, SigstoreFault.SIGNATURE);
    }

    private void assertRefused(JsonTree bundle, FaultCode code) {
        Fault fault = refusal(bundle.bytes());
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
    }

    private Fault refusal(byte[] bundle) {
        return Faults.of(() -> new BundleVerifier(Box.keyless(box.root()), Optional.empty(), Box.LATER)
                .verify(bundle, "bundle", Box.artifact(), new CheckLog()));
    }
}
