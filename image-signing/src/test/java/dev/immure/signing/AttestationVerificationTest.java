package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.attestation.VulnerabilityScan;
import dev.immure.signing.check.Check;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.testing.FakeImage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Attestations count only when they are asked for, by those whose word counts, about this image. S4, S5, S26, S28. */
class AttestationVerificationTest extends SigningFixture {
    private static final String VULN = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private static final String CUSTOM = "https://example.org/reviewed/v1";
    private static final String SCAN = "{\"scanner\":{\"uri\":\"pkg:scanner\",\"version\":\"1\",\"result\":{}}}";
    private static final String ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json";

    @Test
    void anAttestationThatIsAskedForIsHandedOut() {
        signedByAlice();
        attest(statement(CUSTOM, image.digest(), "{\"by\":\"two\"}"), BOB);
        VerifiedAttestation attestation =
                verified(image, asking(CUSTOM, bob())).attestations().getFirst();
        assertThat(attestation.statement().predicateType()).isEqualTo(CUSTOM);
        assertThat(attestation.authorities()).containsExactly("bob");
    }

    @Test
    void itsPredicateIsReadAsItsTypeHasIt() {
        signedByAlice();
        attest(statement(VULN, image.digest(), SCAN), BOB);
        assertThat(verified(image, asking(VULN, bob()))
                        .attestations()
                        .getFirst()
                        .predicate())
                .isInstanceOf(VulnerabilityScan.class);
    }

    @Test
    void anAttestationThatNobodyAskedForIsNotLookedAt() {
        signedByAlice();
        attest(statement(CUSTOM, image.digest(), "{}"), MALLORY);
        VerifiedImage verified = verified(image, trustAlice());
        assertThat(verified.attestations()).isEmpty();
        assertThat(verified.rejected()).isEmpty();
        assertThat(verified.checks())
                .filteredOn(check -> check.name().equals("attestation-type"))
                .extracting(Check::result)
                .hasOnlyElementsOfType(Check.Noted.class)
                .hasSize(1);
    }

    /** S4 (CVE-2022-35929): a good attestation of another type than the one that is asked for. */
    @Test
    void anAttestationOfAnotherTypeIsNotTheOneAskedFor() {
        signedByAlice();
        attest(statement(VULN, image.digest(), SCAN), BOB);
        fails(image, asking("https://spdx.dev/Document", bob()), SigningFault.NOT_ATTESTED, "0 of the 1");
    }

    @Test
    void anAttestationIsNoSignature() {
        attest(statement(CUSTOM, image.digest(), "{}"), ALICE);
        assertThat(ImageVerifier.verify(image, trustAlice())).isInstanceOf(Unsigned.class);
        fails(image, asking(CUSTOM, alice()), SigningFault.THRESHOLD, "0 of the 1");
    }

    @Test
    void aSignatureIsNoAttestation() {
        signedByAlice();
        fails(image, asking(CUSTOM, alice()), SigningFault.NOT_ATTESTED, "have attested " + CUSTOM);
    }

    @Test
    void aRuleMayAskForAttestationsAlone() {
        attest(statement(CUSTOM, image.digest(), "{}"), BOB);
        TrustRule rule = new TrustRule(
                new TrustScope("*"),
                List.of(),
                0,
                List.of(),
                List.of(new AttestationDemand(CUSTOM, List.of(bob()), 1)));
        VerifiedImage verified = verified(image, new TrustPolicy(List.of(bob()), List.of(rule)));
        assertThat(verified.signers())
                .extracting(signer -> signer.identity().name())
                .containsExactly("bob");
    }

    @Test
    void oneWordCountsOnceHoweverOftenItIsGiven() {
        signedByAlice();
        Descriptor one = envelope(statement(CUSTOM, image.digest(), "{}"), BOB);
        Descriptor again = envelope(statement(CUSTOM, image.digest(), "{ }"), BOB);
        attachAttestations(one, again);
        fails(image, bothAsked(), SigningFault.NOT_ATTESTED, "1 of the 2");
        attachAttestations(one, envelope(statement(CUSTOM, image.digest(), "{}"), ALICE));
        assertThat(verified(image, bothAsked()).attestations()).hasSize(2);
    }

    /** Two documents with one signer each say together what neither of the two has confirmed of the other. */
    @Test
    void thoseWhoSayDifferentThingsDoNotCountTogether() {
        signedByAlice();
        attachAttestations(
                envelope(statement(CUSTOM, image.digest(), "{\"flaw\":\"CVE-1\"}"), ALICE),
                envelope(statement(CUSTOM, image.digest(), "{\"flaw\":\"CVE-2\"}"), BOB));
        fails(image, bothAsked(), SigningFault.NOT_ATTESTED, "1 of the 2");
        fails(image, bothAsked(), SigningFault.NOT_ATTESTED, "2 different ones");
    }

    /** It is what is said that counts: tools write names of subjects, versions and the order of members as they like. */
    @Test
    void thePredicateMustBeTheSameAndNotTheBytes() {
        signedByAlice();
        String second = statement(CUSTOM, image.digest(), "{\"b\": [1, {}], \"a\":\"x\"}")
                .replace("\"name\":\"app\"", "\"name\":\"other\"")
                .replace("Statement/v1", "Statement/v0.1");
        attachAttestations(
                envelope(statement(CUSTOM, image.digest(), "{\"a\":\"x\",\"b\":[1,{}]}"), ALICE),
                envelope(second, BOB));
        assertThat(verified(image, bothAsked()).attestations()).hasSize(2);
    }

    @Test
    void whatOnlyOneSaysIsNotHandedOutBesideWhatTwoSay() {
        signedByAlice();
        attachAttestations(
                envelope(statement(CUSTOM, image.digest(), "{\"flaw\":\"CVE-1\"}"), ALICE),
                envelope(statement(CUSTOM, image.digest(), "{\"flaw\":\"CVE-1\"}"), BOB),
                envelope(statement(CUSTOM, image.digest(), "{\"flaw\":\"none\"}"), BOB));
        assertThat(verified(image, bothAsked()).attestations())
                .hasSize(2)
                .allSatisfy(attestation -> assertThat(
                                attestation.statement().predicate().string("flaw"))
                        .contains("CVE-1"));
    }

    /** Attested by alice and by bob. */
    private static TrustPolicy bothAsked() {
        TrustedKey alice = alice();
        TrustedKey bob = bob();
        AttestationDemand two = new AttestationDemand(CUSTOM, List.of(alice, bob), 2);
        TrustRule rule = new TrustRule(new TrustScope("*"), List.of(alice), 1, List.of(), List.of(two));
        return new TrustPolicy(List.of(alice, bob), List.of(rule));
    }

    @Test
    void anAttestationByAStrangerDoesNotCount() {
        signedByAlice();
        attest(statement(CUSTOM, image.digest(), "{}"), MALLORY);
        rejects(SigningFault.BAD_SIGNATURE);
    }

    @Test
    void anAttestationAboutAnotherImageDoesNotCount() {
        signedByAlice();
        attest(statement(CUSTOM, FakeImage.digest("another image"), "{}"), BOB);
        rejects(SigningFault.WRONG_DIGEST);
    }

    /** S5 (CVE-2026-39395): validly signed, and no statement. */
    @Test
    void whatIsSignedMustBeAStatement() {
        signedByAlice();
        Stream.of(
                        "not json",
                        "{}",
                        statement(CUSTOM, image.digest(), "{}").replaceAll("\"subject\":\\[.*?\\],", "\"subject\":[],"),
                        statement(CUSTOM, image.digest(), "{}").replace("\"_type\"", "\"_type\":\"x\",\"_type\""))
                .forEach(payload -> {
                    attest(payload, BOB);
                    rejects(AttestationFault.STATEMENT);
                });
    }

    /** S28: the same bytes, signed as something else. */
    @Test
    void theTypeOfThePayloadIsPartOfWhatIsSigned() {
        signedByAlice();
        byte[] payload = bytes(statement(CUSTOM, image.digest(), "{}"));
        byte[] signature = BOB.sign(Envelope.encode("text/plain", payload));
        attachAttestations(envelope(payload, Envelope.IN_TOTO, base64(signature)));
        rejects(SigningFault.BAD_SIGNATURE);
        attachAttestations(envelope(payload, "text/plain", base64(signature)));
        rejects(AttestationFault.PAYLOAD_TYPE);
    }

    /** S14: whoever attaches decides how large a statement is that all keys are tried on. */
    @Test
    void aLargeStatementUsesUpTheTrialsOfManyKeys() {
        signedByAlice();
        String large = statement(CUSTOM, image.digest(), "{\"text\":\"" + "x".repeat(8 << 20) + "\"}");
        Descriptor[] layers = new Descriptor[5];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = envelope(large.replace("\"text\"", "\"text" + i + "\""), MALLORY);
        }
        attachAttestations(layers);
        TrustedKey[] keys = new TrustedKey[64];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key("k" + i, SigningKey.generateEcdsaP256());
        }
        AttestationDemand demand = new AttestationDemand(CUSTOM, List.of(keys), 1);
        TrustRule rule = new TrustRule(new TrustScope("*"), List.of(keys), 1, List.of(), List.of(demand));
        VerificationFailure failure = failure(image, new TrustPolicy(List.of(keys), List.of(rule)));
        assertThat(failure.rejected().getLast().fault().code()).isEqualTo(SigningFault.LIMIT);
        assertThat(failure.rejected().getLast().fault().why()).contains("as many MiB");
    }

    /** A predicate that is not what its type says must not reach the policy as facts. */
    @Test
    void aPredicateThatIsNotOfItsTypeDoesNotCount() {
        signedByAlice();
        attest(statement(VULN, image.digest(), "{\"scanner\":7}"), BOB);
        VerificationFailure failure = failure(image, asking(VULN, bob()));
        assertThat(failure.rejected())
                .extracting(rejected -> rejected.fault().code())
                .containsExactly((FaultCode) AttestationFault.PREDICATE);
    }

    private void rejects(FaultCode code) {
        VerificationFailure failure = failure(image, asking(CUSTOM, bob()));
        assertThat(failure.fault().code()).isEqualTo(SigningFault.NOT_ATTESTED);
        assertThat(failure.rejected())
                .extracting(rejected -> rejected.fault().code())
                .containsExactly(code);
    }

    /** Signed by alice, and attested by whom the test says. */
    private static TrustPolicy asking(String type, TrustedKey by) {
        TrustedKey alice = alice();
        AttestationDemand demand = new AttestationDemand(type, List.of(by), 1);
        return new TrustPolicy(
                List.of(alice, by),
                List.of(new TrustRule(new TrustScope("*"), List.of(alice), 1, List.of(), List.of(demand))));
    }

    private static String statement(String type, Digest subject, String predicate) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"app\",\"digest\":{\"sha256\":\""
                + subject.hex() + "\"}}],\"predicateType\":\"" + type + "\",\"predicate\":" + predicate + "}";
    }

    private void attest(String statement, SigningKey key) {
        attachAttestations(envelope(statement, key));
    }

    private Descriptor envelope(String statement, SigningKey key) {
        byte[] payload = bytes(statement);
        return envelope(payload, Envelope.IN_TOTO, base64(key.sign(Envelope.encode(Envelope.IN_TOTO, payload))));
    }

    private Descriptor envelope(byte[] payload, String type, String signature) {
        return image.store(
                ENVELOPE_TYPE,
                bytes("{\"payloadType\":\"" + type + "\",\"payload\":\"" + base64(payload)
                        + "\",\"signatures\":[{\"keyid\":\"\",\"sig\":\"" + signature + "\"}]}"));
    }

    private void attachAttestations(Descriptor... layers) {
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\""
                + FakeImage.digest("{}") + "\"},\"layers\":["
                + String.join(",", Stream.of(layers).map(SigningFixture::json).toList())
                + "]}";
        image.tag("sha256-" + image.digest().hex() + ".att", image.store(MANIFEST_TYPE, bytes(manifest)));
    }
}
