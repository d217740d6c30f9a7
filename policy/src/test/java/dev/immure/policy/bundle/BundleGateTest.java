package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.ALICE;
import static dev.immure.policy.bundle.Bundles.BOB;
import static dev.immure.policy.bundle.Bundles.NOON;
import static dev.immure.policy.bundle.Bundles.gate;
import static dev.immure.policy.bundle.Bundles.refuses;
import static dev.immure.policy.bundle.Bundles.release;
import static dev.immure.policy.bundle.Bundles.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.image.Descriptor;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.signing.SigningKey;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.fault.SigstoreFault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleGateTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path keys;

    private TrustPolicy trust;
    private BundleFile unsigned;
    private BundleFile bundle;

    @BeforeEach
    void build() {
        trust = Bundles.twoOfTwo(keys);
        unsigned = Bundles.build(folder, 7);
        bundle = unsigned.signed(ALICE, NOON).signed(BOB, NOON);
    }

    @Test
    void aBundleSignedByAllWhoMustIsAccepted() {
        AcceptedBundle accepted = gate(trust).accept(Bundles.read(bundle));
        assertThat(accepted.policy().digest())
                .isEqualTo(PolicyBundle.load(folder).digest());
        assertThat(accepted.policy().name()).isEqualTo("policies.example/prod:7");
        assertThat(accepted.signatures().name()).isEqualTo("policies.example/prod");
        assertThat(accepted.signatures().signers())
                .extracting(signer -> signer.identity().name())
                .containsExactlyInAnyOrder("alice", "bob");
    }

    @Test
    void aStrippedSignatureIsNone() {
        BundleFile stripped = new BundleFile(only(unsigned), bundle.digest(), List.of());
        refuses(BundleFault.NOT_SIGNED, "no signature", () -> gate(trust).accept(Bundles.read(stripped)));
    }

    private static BundleBlobs only(BundleFile bundle) {
        return new BundleBlobs(bundle.blobs());
    }

    @Test
    void oneSignatureOfTwoIsNotEnough() {
        refuses(SigningFault.THRESHOLD, "", () -> gate(trust).accept(Bundles.read(unsigned.signed(ALICE, NOON))));
    }

    @Test
    void signingTwiceWithOneKeyIsSigningOnce() {
        BundleFile twice = unsigned.signed(ALICE, NOON).signed(ALICE, NOON.plusSeconds(1));
        assertThat(twice.attachments()).isEqualTo(1);
        refuses(SigningFault.THRESHOLD, "", () -> gate(trust).accept(Bundles.read(twice)));
    }

    @Test
    void aStrangersSignatureDoesNotCount() {
        SigningKey stranger = SigningKey.generateEcdsaP256();
        BundleFile signed = unsigned.signed(stranger, NOON);
        refuses(SigstoreFault.SIGNATURE, "", () -> gate(trust).accept(Bundles.read(signed)));
    }

    @Test
    void aSignatureOverAnotherVersionDoesNotCount(@TempDir Path other) {
        BundleFile later = Bundles.build(other, 8);
        // Attached by its own word to version 7; what it says is about version 7, too.
        BundleFile signed = later.signed(ALICE, NOON).signed(BOB, NOON);
        BundleBlobs blobs = new BundleBlobs(unsigned.blobs());
        signed.blobs().digests().forEach(digest -> blobs.add("", signed.blobs().get(digest)));
        refuses(
                BundleFault.EXTRA,
                "not attached",
                () -> new BundleFile(
                        blobs,
                        unsigned.digest(),
                        signed.entries().stream()
                                .skip(1)
                                .map(Descriptor::digest)
                                .toList()));
    }

    @Test
    void aSignatureForAnotherNameDoesNotCount() {
        BundleRelease elsewhere = new BundleRelease(
                "policies.example/test",
                7,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new EngineVersion(0, 1, 0)));
        BundleFile other = Bundles.of(unsigned.content().parts(name -> true), elsewhere);
        TrustPolicy prodOnly = TrustPolicy.read(Bundles.trusted(keys.resolve("prod.yaml"), """
                schema: 1
                keys:
                  alice: {file: alice.pem}
                rules:
                  - scope: policies.example/prod
                    require: [alice]
                    threshold: 1
                """));
        assertThat(gate(prodOnly)
                        .accept(unsigned.signed(ALICE, NOON))
                        .signatures()
                        .signers())
                .hasSize(1);
        refuses(SigningFault.NO_RULE, "", () -> gate(prodOnly).accept(other.signed(ALICE, NOON)));
    }

    @Test
    void withoutAnybodyToTrustNothingIsAccepted() {
        refuses(SigningFault.NO_RULE, "", () -> gate(TrustPolicy.denyAll()).accept(bundle));
    }

    @Test
    void aBundleIsValidOnBothDaysOfItsWindow() {
        for (String time : new String[] {"2026-11-01T00:00:00Z", "2027-10-31T23:59:59Z"}) {
            assertThat(gate(trust, Instant.parse(time)).accept(bundle).policy().rules())
                    .hasSize(2);
        }
    }

    @Test
    void aBundleOutsideOfItsWindowIsRefused() {
        refuses(
                BundleFault.NOT_YET,
                "valid from 2026-11-01, and the clock of this host says 2026-10-31",
                () -> gate(trust, Instant.parse("2026-10-31T23:59:59Z")).accept(bundle));
        refuses(
                BundleFault.EXPIRED,
                "to the end of 2027-10-31",
                () -> gate(trust, Instant.parse("2027-11-01T00:00:00Z")).accept(bundle));
    }

    @Test
    void aBundleForALaterEngineIsRefused() {
        SortedMap<String, byte[]> parts = unsigned.content().parts(name -> true);
        BundleFile later = Bundles.of(
                        parts,
                        new BundleRelease(
                                Bundles.NAME,
                                7,
                                "",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new EngineVersion(1, 2, 4))))
                .signed(ALICE, NOON)
                .signed(BOB, NOON);
        refuses(
                BundleFault.ENGINE,
                "needs Immure 1.2.4, and this is 1.2.3",
                () -> gate(trust).accept(later));
    }

    /** Signed by all who must: so what they signed is no policy that anybody could have read. */
    @Test
    void dataThatTheRulesDoNotComeToAreRefused() {
        SortedMap<String, byte[]> parts = unsigned.content().parts(name -> true);
        parts.put("policy.json", utf8(new String(parts.get("policy.json"), UTF_8).replace("\"ALL\"", "\"OTHER\"")));
        refuses(BundleFault.DATA, "its rules come to", () -> gate(trust).accept(signedByBoth(parts)));
    }

    @Test
    void aManifestThatPolicyYamlContradictsIsRefused() {
        SortedMap<String, byte[]> parts = unsigned.content().parts(name -> true);
        for (String line :
                new String[] {"version: 8", "not-after: 2027-10-30", "minimum-engine: 1.1.0", "name: other"}) {
            parts.put("policy.yaml", utf8("schema: 1\n" + line + "\n"));
            parts.put("policy.json", BundleBuilder.compile("changed", parts).canonicalJson());
            refuses(
                    BundleFault.MANIFEST,
                    "does not say what policy.yaml in it says",
                    () -> gate(trust).accept(signedByBoth(parts)));
        }
    }

    @Test
    void rulesThatAreNoPolicyAreRefused() {
        SortedMap<String, byte[]> parts = unsigned.content().parts(name -> true);
        parts.put("a.drl", utf8(Bundles.RULES.replace("decision.permit", "System.exit")));
        refuses(PolicyFaultCode.CONSEQUENCE, "", () -> gate(trust).accept(signedByBoth(parts)));
        parts.remove("a.drl");
        parts.remove("b.drl");
        refuses(PolicyFaultCode.EMPTY, "", () -> gate(trust).accept(signedByBoth(parts)));
    }

    /** Rules that would take the parser's whole deadline are not even looked at. */
    @Test
    void theRulesOfStrangersAreNotParsed() {
        SortedMap<String, byte[]> parts = unsigned.content().parts(name -> true);
        parts.put("a.drl", utf8("rule rule"));
        refuses(BundleFault.NOT_SIGNED, "no signature", () -> gate(trust).accept(Bundles.of(parts, release(7))));
    }

    private static BundleFile signedByBoth(SortedMap<String, byte[]> parts) {
        return Bundles.read(Bundles.of(parts, release(7)).signed(ALICE, NOON).signed(BOB, NOON));
    }

    @Test
    void theAnswerAboutOneBundleDoesNotServeForAnother(@TempDir Path other) {
        VerificationResult answer = gate(trust).signatures(bundle);
        BundleFile later = Bundles.build(other, 8);
        assertThatThrownBy(() -> gate(trust).accept(later, answer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void revokedBundlesAreRefusedByTheTrustFile() {
        TrustPolicy revoking =
                TrustPolicy.read(Bundles.trusted(keys.resolve("revoking.yaml"), """
                schema: 1
                keys:
                  alice: {file: alice.pem}
                rules:
                  - scope: "*"
                    require: [alice]
                    threshold: 1
                revoked: {images: ["%s"]}
                """.formatted(bundle.digest())));
        refuses(
                SigningFault.REVOKED,
                bundle.digest().toString(),
                () -> gate(revoking).accept(bundle));
    }

    @Test
    void engineVersionsCompareByNumber() {
        assertThat(EngineVersion.parse("1.10.0-SNAPSHOT").orElseThrow())
                .isGreaterThan(EngineVersion.parse("1.9.12").orElseThrow());
        assertThat(EngineVersion.parse("01.0.0")).isEmpty();
        assertThat(EngineVersion.parse("1.0")).isEmpty();
        assertThat(EngineVersion.parse("99999999999.0.0")).isEmpty();
    }
}
