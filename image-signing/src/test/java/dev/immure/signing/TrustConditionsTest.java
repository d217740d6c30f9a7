package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultKind;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.RefusalClass;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.fault.VerificationCode;
import dev.immure.signing.testing.FakeImage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a trust policy can ask beyond a number of keys: required signers, a time, and that nothing is revoked. */
class TrustConditionsTest extends SigningFixture {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aRequiredSignerMustBeAmongThoseWhoSigned() {
        attach(layer(payload(NAME, image.digest()), ALICE));
        TrustedKey alice = alice();
        TrustedKey bob = bob();
        fails(image, mustSign(List.of(alice, bob), bob), SigningFault.REQUIRED_SIGNER, "without bob");
        assertThat(verified(image, mustSign(List.of(alice, bob), alice)).signers())
                .hasSize(1);
    }

    @Test
    void aKeyCountsFromItsFirstToItsLastMomentAndNotOutside() {
        signedByAlice();
        TrustedKey key = new TrustedKey(
                "alice",
                alice().key(),
                new Validity(Optional.of(NEW_YEAR), Optional.of(NEW_YEAR.plusSeconds(10))),
                Optional.empty());
        TrustPolicy policy = policy("*", 1, key);
        assertThat(at(policy, NEW_YEAR)).isInstanceOf(VerifiedImage.class);
        assertThat(at(policy, NEW_YEAR.plusSeconds(10))).isInstanceOf(VerifiedImage.class);
        assertThat(refusal(at(policy, NEW_YEAR.minusSeconds(1)))).isEqualTo(SigningFault.KEY_EXPIRED);
        assertThat(refusal(at(policy, NEW_YEAR.plusSeconds(11)))).isEqualTo(SigningFault.KEY_EXPIRED);
        assertThat(at(policy, NEW_YEAR).checks())
                .filteredOn(check -> check.name().equals("key-validity"))
                .extracting(Check::time)
                .containsExactly(Optional.of(new TrustedTime(NEW_YEAR, TrustedTime.Source.GIVEN)));
    }

    @Test
    void withoutAGivenMomentTheClockDecides() {
        signedByAlice();
        TrustedKey ended = new TrustedKey(
                "alice", alice().key(), new Validity(Optional.empty(), Optional.of(Instant.EPOCH)), Optional.empty());
        fails(image, policy("*", 1, ended), SigningFault.KEY_EXPIRED, "(clock)");
    }

    @Test
    void aRevokedKeyCountsNoMore() {
        signedByAlice();
        fails(image, revoking(new Revocations(Set.of(ALICE.fingerprint()), Set.of(), Set.of())), "key sha256:");
    }

    @Test
    void aRevokedImageIsRefusedHoweverManySigned() {
        signedByAlice();
        fails(image, revoking(new Revocations(Set.of(), Set.of(), Set.of(image.digest()))), "revokes sha256:");
    }

    @Test
    void aRevokedIndexTakesItsImagesWithIt() {
        Digest index = FakeImage.digest("the index");
        FakeImage chosen = FakeImage.fromIndex(NAME, index);
        attachTo(chosen, chosen.digest(), layer(chosen, payload(NAME, chosen.digest()), ALICE));
        assertThat(ImageVerifier.verify(chosen, trustAlice())).isInstanceOf(VerifiedImage.class);
        fails(chosen, revoking(new Revocations(Set.of(), Set.of(), Set.of(index))), "revokes " + index);
    }

    @Test
    void everyRefusalHasAClass() {
        for (SigningFault code : SigningFault.values()) {
            assertThat(code.refusal().isPresent())
                    .as("%s: mistakes of whoever verifies have none", code)
                    .isEqualTo(code.kind() != FaultKind.USAGE);
        }
    }

    private static void fails(ImageSource image, TrustPolicy policy, String why) {
        fails(image, policy, SigningFault.REVOKED, why);
        assertThat(((VerificationCode) failure(image, policy).fault().code()).refusal())
                .contains(RefusalClass.REVOKED);
    }

    private VerificationResult at(TrustPolicy policy, Instant moment) {
        return ImageVerifier.verify(image, policy, VerificationTime.at(moment));
    }

    private static Object refusal(VerificationResult result) {
        assertThat(result).isInstanceOf(VerificationFailure.class);
        return ((VerificationFailure) result).fault().code();
    }

    private static TrustPolicy revoking(Revocations revocations) {
        TrustedKey alice = alice();
        return new TrustPolicy(
                List.of(alice), List.of(new TrustRule(new TrustScope("*"), List.of(alice), 1)), revocations);
    }

    private static TrustPolicy mustSign(List<Authority> authorities, Authority must) {
        return new TrustPolicy(
                authorities, List.of(new TrustRule(new TrustScope("*"), authorities, 1, List.of(must), List.of())));
    }
}
