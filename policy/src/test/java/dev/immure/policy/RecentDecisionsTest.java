package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentDecisionsTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final SplittableRandom random = new SplittableRandom(1);
    private final RecentDecisions memory = new RecentDecisions();
    private final PolicyBundle bundle = Policies.compile("""
            rule "IMG-001 permit" when
                ImageFacts( verification == "verified" )
                RunRequest( $user : user )
            then
                decision.permit("OK", "runs as {}", $user);
            end
            """);

    private PolicyDecision ask(PolicyBundle policy, PolicyInput input) {
        return PolicyDecisionPoint.remembering(policy, random, memory).decide(input);
    }

    private static PolicyInput at(Instant moment) {
        return Inputs.valid().clock(moment).build();
    }

    private static PolicyInput asks(String capability) {
        return Inputs.valid().clock(NOON).capabilities(capability).build();
    }

    @Test
    void theSameFactsAreAnsweredFromMemoryEachTimeWithAnIdOfTheirOwn() {
        PolicyDecision first = ask(bundle, at(NOON));
        PolicyDecision second = ask(bundle, at(NOON.plusSeconds(5)));
        PolicyDecision third = ask(bundle, at(NOON.plusSeconds(9)));

        assertThat(first.recalled()).isFalse();
        assertThat(second.recalled()).isTrue();
        assertThat(third.recalled()).isTrue();
        assertThat(second.rules()).isEqualTo(first.rules());
        assertThat(third.decisionId()).isNotEqualTo(second.decisionId());
    }

    @Test
    void otherFactsAskTheRules() {
        ask(bundle, at(NOON));
        PolicyInput other = asks("CAP_CHOWN");
        assertThat(ask(bundle, other).recalled()).isFalse();
    }

    @Test
    void anotherPolicyAsksItsOwnRules() {
        ask(bundle, at(NOON));
        PolicyBundle stricter =
                Policies.compile("rule \"IMG-002 no\" when ImageFacts( ) then decision.deny(\"NO\", \"no\"); end");
        PolicyDecision decision = ask(stricter, at(NOON));
        assertThat(decision.recalled()).isFalse();
        assertThat(decision).isInstanceOf(PolicyDecision.Deny.class);
    }

    @Test
    void anotherDayAsksTheRules() {
        ask(bundle, at(NOON));
        assertThat(ask(bundle, at(NOON.plusSeconds(86_400))).recalled()).isFalse();
    }

    @Test
    void onlyTheLastOnesAreKept() {
        for (int number = 0; number <= RecentDecisions.MOST; number++) {
            ask(bundle, asks("CAP_" + number));
        }
        assertThat(ask(bundle, asks("CAP_" + RecentDecisions.MOST)).recalled()).isTrue();
        assertThat(ask(bundle, asks("CAP_0")).recalled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7})
    void whatIsRecalledIsWhatTheRulesSay(long seed) {
        RandomPolicies policies = new RandomPolicies(new SplittableRandom(seed));
        PolicyBundle policy = Policies.compile(policies.rules(20).replace("epochSeconds", "hour"));
        PolicyDecisionPoint rules = new PolicyDecisionPoint(policy, new SplittableRandom(1));
        for (int i = 0; i < 20; i++) {
            PolicyInput input = policies.input();
            ask(policy, input);
            PolicyDecision again = ask(policy, input);
            assertThat(again.recalled()).isTrue();
            assertThat(KeptDecisionsIT.said(again)).isEqualTo(KeptDecisionsIT.said(rules.decide(input)));
        }
    }
}
