package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.testing.FakeImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who counts how often. S29 and S33. */
class QuorumTest {
    private static final TrustedKey A = TestKeys.trusted("a", SigningKey.generateEcdsaP256());
    private static final TrustedKey B = TestKeys.trusted("b", SigningKey.generateEcdsaP256());
    private static final TrustedKey C = TestKeys.trusted("c", SigningKey.generateEcdsaP256());
    private static final TrustRule RULE = new TrustRule(new TrustScope("*"), List.of(A, B, C), 1);

    @Test
    void anAuthorityCountsOnceHoweverManyOfItsSignersSigned() {
        assertThat(size(good(Set.of("x"), A), good(Set.of("y"), A))).isEqualTo(1);
    }

    @Test
    void aSignerCountsOnceHoweverManyAuthoritiesHeIs() {
        assertThat(size(good(Set.of("x"), A, B), good(Set.of("x"), B, C))).isEqualTo(1);
    }

    /** The second certificate shares the key with the first and the name with the third: all three are one. */
    @Test
    void aCertificateThatWasIssuedAgainDoesNotCountAgain() {
        Accepted first = good(Set.of("key 1", "name x"), A);
        Accepted third = good(Set.of("key 2", "name y"), B);
        Accepted second = good(Set.of("key 2", "name x"), C);
        assertThat(size(first, third)).isEqualTo(2);
        assertThat(size(first, third, second)).isEqualTo(1);
    }

    /** Seen to fail when each signer takes the first authority that is free: x would take A, and y have nothing. */
    @Test
    void whoMayStandForTwoMakesRoomForWhoMayStandForOne() {
        assertThat(size(good(Set.of("x"), A, B), good(Set.of("y"), A))).isEqualTo(2);
        assertThat(size(good(Set.of("x"), A, B), good(Set.of("y"), B, C), good(Set.of("z"), A)))
                .isEqualTo(3);
    }

    @Test
    void theOrderOfSignaturesDoesNotMatter() {
        List<Accepted> all = new ArrayList<>(List.of(
                good(Set.of("x"), A, B),
                good(Set.of("y", "w"), A),
                good(Set.of("z"), B, C),
                good(Set.of("v", "w"), C),
                good(Set.of("x"), A)));
        Random random = new Random(20);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(all, random);
            assertThat(new Quorum(all, List.of(C)).size()).isEqualTo(3);
        }
    }

    @Test
    void thoseWhoMustSignAreSeatedFirst() {
        Quorum quorum = new Quorum(List.of(good(Set.of("x"), A, B)), List.of(B));
        assertThat(quorum.missing()).isEmpty();
        assertThat(quorum.size()).isEqualTo(1);
    }

    @Test
    void oneSignerCannotBeTwoWhoMustSign() {
        assertThat(new Quorum(List.of(good(Set.of("x"), A, B)), List.of(A, B)).missing())
                .containsExactly(B);
    }

    private static int size(Accepted... accepted) {
        return new Quorum(List.of(accepted), List.of()).size();
    }

    private static Accepted good(Set<String> marks, Authority... authorities) {
        Digest digest = FakeImage.digest("any");
        TrustedTime time = new TrustedTime(Instant.EPOCH, TrustedTime.Source.GIVEN);
        SignerIdentity identity = new SignerIdentity("any", digest, SignerIdentity.COSIGN_KEY);
        return new Accepted(
                Optional.empty(),
                RULE,
                List.of(authorities),
                new Proof(identity, Set.of(digest), Set.of(), marks, "any", time),
                new VerifiedSigner(identity, "", digest, digest, digest, "any", time),
                Optional.empty(),
                Optional.empty());
    }
}
