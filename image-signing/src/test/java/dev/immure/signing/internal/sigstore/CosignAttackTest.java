package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.sigstore.BundleDraft;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.LeafDraft;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestParty;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log entry in the annotations of cosign's signatures from before bundles, each time good in all but one part. */
class CosignAttackTest {
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String ENTRY = "verificationMaterial/tlogEntries/0";

    private final SigstoreBox box = SigstoreBox.create();
    private final TestParty signer = TestParty.ecdsa();

    @Test
    void aSignatureWithItsOwnEntryIsAccepted() {
        assertThat(accept(keyless(), certified(box.draft().build())).logs()).hasSize(1);
        assertThat(accept(key(), annotations(byKey())).logs()).hasSize(1);
    }

    /** S1 (CVE-2022-23649): the promise is the log's and good, for what the same key signed another time. */
    @Test
    void theEntryOfAnotherSignatureByTheSameKeyIsRefused() {
        JsonTree other = box.draft().key(signer).signed(new byte[] {1}).build();
        assertRefused(key(), withEntryOf(other, annotations(byKey())), SigstoreFault.LOG_MISMATCH);
        // ECDSA signs with a new number each time: the same bytes, and another signature.
        assertRefused(key(), withEntryOf(byKey(), annotations(byKey())), SigstoreFault.LOG_MISMATCH);
    }

    /** S2 (CVE-2022-36056), a: the same for certificates. */
    @Test
    void theEntryOfAnotherArtifactIsRefused() {
        JsonTree other = box.draft().signed(new byte[] {1}).build();
        assertRefused(keyless(), withEntryOf(other, certified(box.draft().build())), SigstoreFault.LOG_MISMATCH);
    }

    /** S2, b: who signed, or who vouches for the name, is somebody else. */
    @ParameterizedTest
    @CsvSource({
        LeafDraft.ISSUER + ", mallory@example.org",
        "https://other.example, " + LeafDraft.SUBJECT,
    })
    void anotherIdentityIsRefused(String issuer, String subject) {
        IdentityRule rule = new IdentityRule(new TextRule.Exact(issuer), new TextRule.Exact(subject));
        assertRefused(Box.keyless(box.root(), rule), certified(box.draft().build()), SigstoreFault.IDENTITY);
    }

    /** S2, c and d: a key alone would do, and what comes with its signature must be good all the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "{\"SignedEntryTimestamp\":\"AA==\"}",
                "{\"SignedEntryTimestamp\":\"AA==\",\"Payload\":{\"body\":\"\"}}",
                "{\"SignedEntryTimestamp\":\"AA==\",\"Payload\":{\"body\":\"AA==\",\"integratedTime\":\"x\",\"logIndex\":1,"
                        + "\"logID\":\"00\"}}",
            })
    void anEntryThatIsNoneIsRefusedThoughNoneIsAskedFor(String entry) {
        Map<String, String> annotations = annotations(byKey());
        annotations.remove(CosignEvidence.BUNDLE);
        assertThat(accept(key(), annotations).logs()).isEmpty();
        annotations.put(CosignEvidence.BUNDLE, entry);
        assertRefused(key(), annotations, SigstoreFault.BUNDLE);
    }

    @Test
    void aPromiseThatTheLogDidNotMakeIsRefusedThoughNoneIsAskedFor() {
        JsonTree bundle = byKey();
        bundle.set(ENTRY + "/integratedTime", String.valueOf(SigstoreBox.SIGNED.getEpochSecond()));
        assertRefused(key(), annotations(bundle), SigstoreFault.PROMISE);
    }

    private JsonTree byKey() {
        return box.draft().key(signer).build();
    }

    private SigstoreTrust key() {
        return Box.key(signer, box.root());
    }

    private SigstoreTrust keyless() {
        return Box.keyless(box.root());
    }

    private static Map<String, String> annotations(JsonTree bundle) {
        Map<String, String> annotations = new HashMap<>();
        annotations.put(SIGNATURE, bundle.text("messageSignature/signature"));
        annotations.put(CosignEvidence.BUNDLE, entry(bundle));
        return annotations;
    }

    private static Map<String, String> certified(JsonTree bundle) {
        Map<String, String> annotations = annotations(bundle);
        String der = bundle.text("verificationMaterial/certificate/rawBytes");
        annotations.put(
                CosignEvidence.CERTIFICATE,
                "-----BEGIN CERTIFICATE-----\n" + der.replaceAll("(.{64})", "$1\n") + "\n-----END CERTIFICATE-----\n");
        return annotations;
    }

    private static Map<String, String> withEntryOf(JsonTree donor, Map<String, String> annotations) {
        annotations.put(CosignEvidence.BUNDLE, entry(donor));
        return annotations;
    }

    private static String entry(JsonTree bundle) {
        byte[] id = Base64.getDecoder().decode(bundle.text(ENTRY + "/logId/keyId"));
        return "{\"SignedEntryTimestamp\":\"" + bundle.text(ENTRY + "/inclusionPromise/signedEntryTimestamp")
                + "\",\"Payload\":{\"body\":\"" + bundle.text(ENTRY + "/canonicalizedBody") + "\",\"integratedTime\":"
                + bundle.text(ENTRY + "/integratedTime") + ",\"logIndex\":" + bundle.text(ENTRY + "/logIndex")
                + ",\"logID\":\"" + HexFormat.of().formatHex(id) + "\"}}";
    }

    private static Accepted accept(SigstoreTrust trust, Map<String, String> annotations) {
        byte[] signature = Base64.getDecoder().decode(annotations.getOrDefault(SIGNATURE, ""));
        return new CosignVerifier(trust, Optional.empty(), Box.LATER)
                .verifyPayload(BundleDraft.ARTIFACT, signature, annotations, "layer", new CheckLog());
    }

    private static void assertRefused(SigstoreTrust trust, Map<String, String> annotations, FaultCode code) {
        Fault fault = Faults.of(() -> accept(trust, annotations));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
    }
}
