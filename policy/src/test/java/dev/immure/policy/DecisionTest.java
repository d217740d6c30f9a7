package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.immure.core.image.Digest;
import dev.immure.policy.FiredRule.MatchedFact;
import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.internal.model.SourceLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final PolicyInput VALID = Inputs.valid().build();
    private static final PolicyInput UNSIGNED =
            Inputs.valid().image(Inputs.image(ImageFacts.UNSIGNED)).signatures().build();

    private static String rule(String name, String when, String then) {
        return "rule \"" + name + "\" when " + when + " then " + then + " end\n";
    }

    @Test
    void deniesWhenNoRuleFires() {
        String drl = rule("ABC-001", "ImageFacts( name == \"other\" )", "decision.permit(\"P\", \"t\");");
        assertThat(Policies.decide(drl, VALID))
                .isInstanceOfSatisfying(
                        PolicyDecision.Deny.class,
                        deny -> assertThat(deny.reasons())
                                .containsExactly(
                                        new Reason("decision-point", "POLICY-NO-RULE", "no rule of the policy fired")));
    }

    @Test
    void deniesWhenNoRulePermits() {
        String drl = rule("ABC-001", "ImageFacts()", "decision.warn(\"W\", \"t\"); decision.require(\"no-network\");");
        PolicyDecision decision = Policies.decide(drl, VALID);
        assertThat(Policies.codes(decision)).containsExactly("POLICY-NO-PERMIT");
        assertThat(decision.warnings()).containsExactly(new Reason("ABC-001", "W", "t"));
    }

    @Test
    void denyBeatsEveryPermitWhateverTheSalience() {
        String drl = """
                rule "ABC-001" salience 100 when then decision.permit("P", "t"); end
                rule "ABC-002" salience -100 when then decision.deny("D", "t"); end
                """;
        assertThat(Policies.codes(Policies.decide(drl, VALID))).containsExactly("D");
    }

    @Test
    void ordersReasonsBySalienceAndThenByName() {
        String drl = """
                rule "ABC-001" when then decision.deny("LAST", "t"); end
                rule "ABC-003" salience 5 when then decision.deny("SECOND", "t"); end
                rule "ABC-002" salience 5 when then decision.deny("FIRST", "t"); end
                """;
        assertThat(Policies.codes(Policies.decide(drl, VALID))).containsExactly("FIRST", "SECOND", "LAST");
    }

    @Test
    void permitsAnUnsignedImageOnlyByARuleThatNamesThatState() {
        assertThat(Policies.codes(Policies.decide(permitWhen("ImageFacts()"), UNSIGNED)))
                .containsExactly("POLICY-UNSIGNED-NOT-NAMED");
        assertThat(Policies.decide(permitWhen("ImageFacts( verification == \"unsigned\" )"), UNSIGNED))
                .isInstanceOf(PolicyDecision.Permit.class);
        assertThat(Policies.decide(permitWhen("ImageFacts()"), VALID)).isInstanceOf(PolicyDecision.Permit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ImageFacts( verification != \"verified\" )",
                "ImageFacts( verification not in (\"verified\") )",
                "ImageFacts( verification matches \".*\" )",
                "ImageFacts( verification == \"unsigned\" || name != \"\" )",
                "ImageFacts( !( verification == \"verified\" ) )",
                "( ImageFacts( verification == \"unsigned\" ) or ImageFacts() )",
                "RunRequest( profile == \"default\" )",
                "exists ImageFacts( verification == \"unsigned\" )"
            })
    void aPermitThatOnlyLetsUnsignedImagesPassDoesNotCountForThem(String when) {
        assertThat(Policies.codes(Policies.decide(permitWhen(when), UNSIGNED)))
                .containsExactly("POLICY-UNSIGNED-NOT-NAMED");
    }

    private static String permitWhen(String when) {
        return rule("ABC-001", when, "decision.permit(\"P\", \"t\");");
    }

    @Test
    void aRuleIsInForceFromItsFirstDayUntilItExpires() {
        String drl = "rule \"ABC-001\" date-effective \"2026-03-01\" date-expires \"2026-04-01\" when then"
                + " decision.permit(\"P\", \"t\"); end\n";
        PolicyBundle bundle = Policies.compile(drl);
        assertThat(permits(bundle, "2026-02-28T23:59:59Z")).isFalse();
        assertThat(permits(bundle, "2026-03-01T00:00:00Z")).isTrue();
        assertThat(permits(bundle, "2026-03-31T23:59:59Z")).isTrue();
        assertThat(permits(bundle, "2026-04-01T00:00:00Z")).isFalse();
    }

    private static boolean permits(PolicyBundle bundle, String now) {
        return Policies.decide(bundle, Inputs.valid().clock(Instant.parse(now)).build())
                instanceof PolicyDecision.Permit;
    }

    @Test
    void mergesTheObligationsOfAllRules() {
        String drl = permitWhen("")
                + rule("ABC-002", "", "decision.require(\"cap-memory\", \"1g\"); decision.require(\"read-only-root\");")
                + rule(
                        "ABC-003",
                        "",
                        "decision.require(\"cap-memory\", \"64m\"); decision.require(\"read-only-root\");");
        assertThat(Policies.decide(drl, VALID))
                .isInstanceOfSatisfying(
                        PolicyDecision.Permit.class,
                        permit -> assertThat(permit.obligations())
                                .containsExactly(new Obligation.CapMemory(64L << 20), new Obligation.ReadOnlyRoot()));
    }

    @Test
    void tellsAConflictBesideTheDenialsAndWhoseItIs() {
        String drl = rule("ABC-001", "", "decision.deny(\"NO\", \"no\");")
                + rule("ABC-002", "", "decision.require(\"use-profile\", \"strict\");")
                + rule("ABC-003", "", "decision.require(\"use-profile\", \"judge\");")
                + rule("ABC-004", "", "decision.require(\"use-profile\", \"judge\");");
        assertThat(Policies.decide(drl, VALID))
                .isInstanceOfSatisfying(
                        PolicyDecision.Deny.class,
                        deny -> assertThat(deny.reasons())
                                .extracting(Reason::code, Reason::text)
                                .containsExactly(
                                        tuple("NO", "no"),
                                        tuple(
                                                "POLICY-OBLIGATION-CONFLICT",
                                                "rules require different profiles: judge, strict"
                                                        + " (ABC-002, ABC-003, ABC-004)")));
    }

    @Test
    void deniesWhenObligationsCannotBeMetTogether() {
        String drl = permitWhen("")
                + rule("ABC-002", "", "decision.require(\"use-profile\", \"strict\");")
                + rule("ABC-003", "", "decision.require(\"use-profile\", \"judge\");");
        assertThat(Policies.codes(Policies.decide(drl, VALID))).containsExactly("POLICY-OBLIGATION-CONFLICT");
    }

    @Test
    void showsWhichRulesFiredWithWhichFacts() {
        String drl = "\n"
                + rule(
                        "ABC-001 mounts",
                        "MountRequest( $from : source, destination != \"/x\" ) not CapabilityRequest() RunRequest( $p : profile )",
                        "decision.deny(\"D\", \"{} under {}\", $from, $p);");
        PolicyInput input = Inputs.valid()
                .mounts(new MountRequest("/srv/a", "/a", true), new MountRequest("/srv/b", "/x", true))
                .build();

        assertThat(Policies.decide(drl, input)).isInstanceOfSatisfying(PolicyDecision.Deny.class, deny -> {
            assertThat(deny.reasons()).containsExactly(new Reason("ABC-001 mounts", "D", "/srv/a under default"));
            assertThat(deny.rules())
                    .containsExactly(new FiredRule(
                            "ABC-001 mounts",
                            "test.drl:2",
                            List.of(
                                    new MatchedFact(
                                            "MountRequest",
                                            new TreeMap<>(Map.of("source", "/srv/a", "destination", "/a"))),
                                    new MatchedFact("RunRequest", new TreeMap<>(Map.of("profile", "default")))),
                            List.of("deny D")));
        });
    }

    @Test
    void doesNotFillPlaceholdersThatComeFromValues() {
        PolicyInput input = Inputs.valid()
                .image(Inputs.image(ImageFacts.VERIFIED, "{}", Map.of()))
                .build();
        String drl = rule(
                "ABC-001",
                "ImageFacts( $p : platform ) RunRequest( $r : profile )",
                "decision.deny(\"D\", \"{} and {}\", $p, $r);");
        assertThat(Policies.decide(drl, input))
                .isInstanceOfSatisfying(
                        PolicyDecision.Deny.class,
                        deny -> assertThat(deny.reasons())
                                .extracting(Reason::text)
                                .containsExactly("{} and default"));
    }

    @Test
    void decisionIdsAre128BitsOfTheGivenSource() {
        PolicyDecisionPoint point = new PolicyDecisionPoint(Policies.compile(Policies.PERMIT), new SplittableRandom(7));
        String first = point.decide(VALID).decisionId();
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(point.decide(VALID).decisionId()).isNotEqualTo(first);
        assertThat(new PolicyDecisionPoint(Policies.compile(Policies.PERMIT), new SplittableRandom(7))
                        .decide(VALID)
                        .decisionId())
                .isEqualTo(first);
    }

    @Test
    void deniesWhenMoreRulesFireThanADecisionMayHold() {
        String drl = permitWhen("MountRequest() CapabilityRequest()");
        PolicyInput input = Inputs.valid()
                .mounts(IntStream.range(0, 64)
                        .mapToObj(i -> new MountRequest("/srv/" + i, "/d", true))
                        .toList())
                .capabilities(IntStream.range(0, 64).mapToObj(i -> "CAP_" + i).toArray(String[]::new))
                .build();
        assertThat(Policies.codes(Policies.decide(drl, input))).containsExactly("POLICY-LIMIT");
    }

    @Test
    void deniesAtTheDeadlineAndLeavesNoThreadBehind() throws InterruptedException {
        // Every rule lets 64 texts of 4,000 characters run through 240 states: seconds of work for a 20 ms deadline.
        String drl = IntStream.range(100, 160)
                .mapToObj(i -> rule(
                        "ABC-" + i,
                        "MountRequest( source matches \"(.*a){60}" + i + "\" )",
                        "decision.warn(\"W\", \"t\");"))
                .collect(Collectors.joining());
        PolicyInput input = Inputs.valid()
                .mounts(IntStream.range(0, 64)
                        .mapToObj(i -> new MountRequest("/" + "a".repeat(4000), "/d", true))
                        .toList())
                .build();
        PolicyDecisionPoint point = new PolicyDecisionPoint(
                Policies.compile(drl + Policies.PERMIT),
                new SplittableRandom(1),
                new DecisionLimits(Duration.ofMillis(20), 2_000, 1L << 30));

        assertThat(Policies.codes(point.decide(input))).containsExactly("POLICY-DEADLINE");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("immure-policy")) {
                thread.join(Duration.ofSeconds(30));
                assertThat(thread.isAlive())
                        .as("the interrupt reaches into the match")
                        .isFalse();
            }
        }
    }

    @Test
    void deniesWhenTheCallerIsInterrupted() {
        PolicyBundle bundle = Policies.compile(Policies.PERMIT);
        Thread.currentThread().interrupt();
        PolicyDecision decision = Policies.decide(bundle, VALID);
        assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
        assertThat(Policies.codes(decision)).containsExactly("POLICY-INTERRUPTED");
    }

    @Test
    void deniesWhenAConditionFails() {
        assertThat(decideWithFailing(() -> new IllegalStateException("broken"))).containsExactly("POLICY-EXCEPTION");
        assertThat(decideWithFailing(StackOverflowError::new)).containsExactly("POLICY-EXCEPTION");
        assertThat(decideWithFailing(OutOfMemoryError::new)).containsExactly("POLICY-EXCEPTION");
    }

    /** A policy that permits everything, and a second rule whose field cannot be read. */
    private static List<String> decideWithFailing(Supplier<Throwable> failure) {
        Function<Object, Object> read = fact -> {
            throw DecisionTest.<RuntimeException>asUnchecked(failure.get());
        };
        FactField field = new FactField("broken", FieldKind.NUMBER, read);
        FactType type = new FactType("Clock", Clock.class, 1, Map.of("broken", field), Optional.empty());
        Condition condition = new Condition.Comparison(
                new Access(field, Optional.empty()), Operator.GREATER, new Operand.Literal(1L));
        SourceLine at = new SourceLine("test.drl", 1);
        Branch branch = new Branch(
                List.of(new Element.Match(new Pattern(0, type, Map.of(), List.of(condition), at, List.of(at)))));
        Rule failing = new Rule(
                "ABC-002",
                at,
                0,
                InForce.ALWAYS,
                RuleMetadata.NONE,
                List.of(branch),
                List.of(new Action.Require("no-network", "")));
        Rule permitting = Policies.compile(Policies.PERMIT).policy().rules().getFirst();
        RuleEngine engine = RuleEngine.of(new Policy(List.of(permitting, failing)));
        Digest digest = Digest.of(new byte[0]);
        return Policies.codes(new PolicyDecisionPoint(
                        digest, engine, PolicyInput::facts, new SplittableRandom(1), DecisionLimits.DEFAULT)
                .decide(VALID));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Lets an Error pass as what a function may throw.
    private static <T extends Throwable> T asUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void decidesTheSameForSeveralThreadsAtOnce() {
        PolicyDecisionPoint point = new PolicyDecisionPoint(PolicyBundle.baseline(), new java.security.SecureRandom());
        List<List<String>> answers = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> Policies.codes(point.decide(i % 2 == 0 ? VALID : UNSIGNED)))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).isEqualTo(i % 2 == 0 ? List.of() : List.of("IMAGE-UNSIGNED"));
        }
    }
}
