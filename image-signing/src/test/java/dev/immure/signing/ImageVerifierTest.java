package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.FakeImage;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose signature counts, for which name, and how often. */
class ImageVerifierTest extends SigningFixture {
    @Test
    void acceptsASignatureByTheTrustedKey() {
        VerifiedImage verified = verified(signedByAlice(), policy("registry.example/team/*", 1, alice()));
        assertThat(verified.name()).isEqualTo(NAME);
        assertThat(verified.digest()).isEqualTo(image.digest());
        VerifiedSigner signer = verified.signers().getFirst();
        assertThat(signer.identity())
                .isEqualTo(new SignerIdentity("alice", ALICE.fingerprint(), SignerIdentity.COSIGN_KEY));
        assertThat(signer.signedReference()).isEqualTo(NAME);
        assertThat(signer.subject()).isEqualTo(image.digest());
        assertThat(signer.algorithm()).isEqualTo("ecdsa-p256-sha256");
        assertThat(verified.checks())
                .extracting(Check::name)
                .containsExactly(
                        "image-name",
                        "signature-manifest",
                        "layer-type",
                        "signature-encoding",
                        "payload-blob",
                        "payload-format",
                        "payload-type",
                        "payload-digest",
                        "payload-reference",
                        "trust-rule",
                        "signature",
                        "threshold");
        assertThat(verified.checks()).allMatch(check -> check.result() instanceof Check.Passed);
    }

    @Test
    void onlyTheVerifierMakesAVerifiedImage() {
        assertThat(VerifiedImage.class.getConstructors()).isEmpty();
        assertThat(Modifier.isFinal(VerifiedImage.class.getModifiers())).isTrue();
    }

    @Test
    void anImageWithoutASignatureManifestIsUnsigned() {
        VerificationResult result = ImageVerifier.verify(image, trustAlice());
        assertThat(result).isInstanceOf(Unsigned.class);
        assertThat(((Unsigned) result).fault().code()).isEqualTo(SigningFault.NOT_SIGNED);
    }

    @Test
    void refusesEverythingWhenNobodyIsTrusted() {
        fails(signedByAlice(), TrustPolicy.denyAll(), SigningFault.NO_RULE, "no rule for this name");
    }

    @Test
    void refusesANameOutsideEveryScope() {
        fails(
                signedByAlice(),
                policy("registry.example/other/*", 1, alice()),
                SigningFault.NO_RULE,
                "no rule for this name");
    }

    @Test
    void refusesAKnownKeyThatDoesNotCountForTheName() {
        attach(layer(payload(NAME, image.digest()), BOB));
        TrustPolicy policy = new TrustPolicy(
                List.of(alice(), bob()),
                List.of(
                        new TrustRule(new TrustScope("*"), List.of(bob()), 1),
                        new TrustRule(new TrustScope(NAME), List.of(alice()), 1)));
        fails(image, policy, SigningFault.KEY_NOT_TRUSTED, "key bob signed it");
    }

    @Test
    void acceptsATagInTheSignedReference() {
        attach(layer(payload(NAME + ":v1", image.digest()), ALICE));
        assertThat(verified(image, trustAlice()).name()).isEqualTo(NAME);
    }

    @Test
    void dockerHubHasOneNameUnderBothSpellings() {
        FakeImage hub = FakeImage.named("docker.io/library/busybox");
        attach(hub, layer(payload("index.docker.io/library/busybox", hub.digest()), ALICE));
        assertThat(verified(hub, policy("docker.io/library/*", 1, alice())).name())
                .isEqualTo("docker.io/library/busybox");
    }

    @Test
    void theSignedNameIsTheNameOfAnImageThatHasNone() {
        FakeImage nameless = FakeImage.nameless();
        attach(nameless, layer(payload(NAME, nameless.digest()), ALICE));
        assertThat(verified(nameless, trustAlice()).name()).isEqualTo(NAME);
        fails(nameless, policy("elsewhere/*", 1, alice()), SigningFault.NO_RULE, "no rule");
    }

    @Test
    void refusesANamelessImageSignedUnderTwoTrustedNames() {
        FakeImage nameless = FakeImage.nameless();
        attach(
                nameless,
                layer(payload(NAME, nameless.digest()), ALICE),
                layer(payload("registry.example/team/other", nameless.digest()), ALICE));
        fails(nameless, trustAlice(), SigningFault.AMBIGUOUS_NAME, "registry.example/team/other");
    }

    @Test
    void signersOfDifferentNamesAreNotAddedUp() {
        FakeImage nameless = FakeImage.nameless();
        attach(
                nameless,
                layer(payload(NAME, nameless.digest()), ALICE),
                layer(payload("registry.example/team/other", nameless.digest()), BOB));
        fails(nameless, policy("*", 2, alice(), bob()), SigningFault.THRESHOLD, "by 1 of the 2");
    }

    /** S33. */
    @Test
    void countsAKeyOnceHoweverOftenItSigned() {
        attach(
                layer(payload(NAME, image.digest()), ALICE),
                layer(payload(NAME + ":v1", image.digest()), ALICE),
                layer(payload(NAME, image.digest()), ALICE));
        fails(image, policy("*", 2, alice(), bob()), SigningFault.THRESHOLD, "by 1 of the 2");
    }

    /** S33. */
    @Test
    void countsAKeyUnderTwoNamesOnce() {
        attach(layer(payload(NAME, image.digest()), ALICE), layer(payload(NAME + ":v1", image.digest()), ALICE));
        TrustedKey alias = new TrustedKey("alias", alice().key());
        fails(image, policy("*", 2, alice(), alias, bob()), SigningFault.THRESHOLD, "by 1 of the 2");
    }

    @Test
    void acceptsAsManyDistinctKeysAsTheRuleAsksFor() {
        attach(layer(payload(NAME, image.digest()), ALICE), layer(payload(NAME, image.digest()), BOB));
        VerifiedImage verified = verified(image, policy("*", 2, alice(), bob()));
        assertThat(verified.signers())
                .extracting(signer -> signer.identity().name())
                .containsExactly("alice", "bob");
    }

    @Test
    void signaturesThatDoNotCountDoNoHarm() {
        attach(
                layer(payload(NAME, image.digest()), MALLORY),
                layer(bytes("not json"), MALLORY),
                layer(payload(NAME, image.digest()), ALICE));
        VerifiedImage verified = verified(image, trustAlice());
        assertThat(verified.signers()).hasSize(1);
        assertThat(verified.rejected())
                .extracting(rejected -> rejected.fault().code())
                .containsExactly(SigningFault.BAD_SIGNATURE, SigningFault.PAYLOAD);
    }

    @Test
    void namesTheSignatureThatCameFurthest() {
        attach(layer(bytes("not json"), MALLORY), layer(payload(NAME, image.digest()), MALLORY));
        VerificationFailure failure = failure(image, trustAlice());
        assertThat(failure.fault().code()).isEqualTo(SigningFault.BAD_SIGNATURE);
        assertThat(failure.rejected()).extracting(RejectedSignature::index).containsExactly(0, 1);
    }

    @Test
    void aSignatureOnTheIndexCoversTheImageChosenFromIt() {
        Digest index = FakeImage.digest("the index");
        FakeImage chosen = FakeImage.fromIndex(NAME, index);
        attachTo(chosen, index, layer(chosen, payload(NAME, index), ALICE));
        assertThat(verified(chosen, trustAlice()).signers().getFirst().subject())
                .isEqualTo(index);
    }

    @Test
    void refusesASourceWhoseNameIsNoName() {
        FakeImage odd = FakeImage.named("registry.example/Team/App");
        attach(odd, layer(odd, payload(NAME, odd.digest()), ALICE));
        fails(odd, trustAlice(), SigningFault.WRONG_REFERENCE, "not that of a repository");
    }
}
