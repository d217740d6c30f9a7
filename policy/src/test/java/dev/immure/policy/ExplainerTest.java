package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.explain.Change;
import dev.immure.policy.explain.Explainer;
import dev.immure.policy.explain.Explanation;
import dev.immure.policy.explain.Miss;
import dev.immure.policy.explain.NearMiss;
import dev.immure.policy.explain.SearchBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final PolicyInput VALID = Inputs.valid().build();

    private static Explanation explain(String drl, PolicyInput input) {
        return new Explainer(Policies.compile(drl), new SplittableRandom(1), SearchBounds.DEFAULT).explain(input);
    }

    private static Explanation explain(PolicyInput input) {
        return new Explainer(PolicyBundle.baseline(), new SplittableRandom(1), SearchBounds.DEFAULT).explain(input);
    }

    private static String deny(String when) {
        return "rule \"DEN-001 no\"\nwhen\n" + when + "\nthen\n    decision.deny(\"NO\", \"no\");\nend\n"
                + Policies.PERMIT;
    }

    private static Miss miss(String when) {
        return explain(deny(when), VALID).misses().stream()
                .filter(miss -> miss.rule().equals("DEN-001 no"))
                .map(NearMiss::misses)
                .map(List::getFirst)
                .findFirst()
                .orElseThrow();
    }

    private static Change nearest(Explanation explanation) {
        return explanation.nearest().changes().getFirst();
    }

    @Test
    void theFirstConditionThatFailedIsShownWithItsLineAndTheValueSeen() {
        assertThat(
                        miss(
                                "    ImageFacts( verification == \"verified\",\n        layers > 2,\n        sizeBytes > 40000000 )"))
                .isEqualTo(new Miss.ConditionFailed(
                        "test.drl:5",
                        "ImageFacts",
                        "sizeBytes > 40000000",
                        new TreeMap<>(Map.of("sizeBytes", "30000000"))));
    }

    @Test
    void ofAConjunctionThePartThatFailedIsShownAndOfADisjunctionAll() {
        assertThat(miss("    RunRequest( !terminal && profile == \"strict\" )"))
                .isEqualTo(new Miss.ConditionFailed(
                        "test.drl:3",
                        "RunRequest",
                        "profile == \"strict\"",
                        new TreeMap<>(Map.of("profile", "default"))));
        assertThat(miss("    RunRequest( terminal || profile == \"strict\" )"))
                .isEqualTo(new Miss.ConditionFailed(
                        "test.drl:3",
                        "RunRequest",
                        "terminal || profile == \"strict\"",
                        new TreeMap<>(Map.of("profile", "default", "terminal", "false"))));
    }

    @Test
    void aVariableIsShownByItsNameWithItsValue() {
        assertThat(miss("    ImageFacts( $user : user )\n    RunRequest( user != $user )"))
                .isEqualTo(new Miss.ConditionFailed(
                        "test.drl:4",
                        "RunRequest",
                        "user != $user",
                        new TreeMap<>(Map.of("user", "1000", "$user", "1000"))));
    }

    @Test
    void aFactThatIsNotThereAndOneThatIsInTheWayAreToldApart() {
        assertThat(miss("    MountRequest( readOnly )")).isEqualTo(new Miss.NoFact("test.drl:3", "MountRequest"));
        assertThat(miss("    ImageFacts()\n    not SignatureFacts( signer == \"release\" )"))
                .isEqualTo(new Miss.Hindered(
                        "test.drl:4",
                        List.of("SignatureFacts( signer == \"release\" )"),
                        List.of(new TreeMap<>(Map.of("signer", "release")))));
        assertThat(miss("    exists CapabilityRequest()"))
                .isEqualTo(new Miss.NoFact("test.drl:3", "CapabilityRequest"));
    }

    @Test
    void aMissingKeyIsCalledMissing() {
        assertThat(miss("    ImageFacts( labels[\"team\"] == \"a\" )"))
                .isEqualTo(new Miss.ConditionFailed(
                        "test.drl:3",
                        "ImageFacts",
                        "labels[\"team\"] == \"a\"",
                        new TreeMap<>(Map.of("labels[\"team\"]", "(missing)"))));
    }

    @Test
    void aRuleThatIsNotInForceSaysSince() {
        String drl = "rule \"DEN-001 no\" date-expires \"2026-01-01\" when then decision.deny(\"NO\", \"no\"); end\n"
                + Policies.PERMIT;
        assertThat(explain(drl, VALID).misses())
                .containsExactly(new NearMiss(
                        "DEN-001 no",
                        "test.drl:1",
                        List.of("deny NO"),
                        List.of(new Miss.NotInForce("test.drl:1", "it expired on 2026-01-01"))));
        assertThat(nearest(explain(drl, VALID)).to()).contains("\"2025-12-31T23:59:59Z\"");
    }

    @Test
    void everyRuleFiredOrHasAMissForEachAlternative() {
        Explanation explanation = explain(VALID);
        assertThat(explanation.decision().rules())
                .extracting(FiredRule::rule)
                .containsExactly("PRM-001 verified image");
        assertThat(explanation.misses()).hasSize(PolicyBundle.baseline().rules().size() - 1);
    }

    @Test
    void theNearestNumberIsTheOneNextToTheBound() {
        String drl = deny("    ResourceRequest( memoryBytes > 268435456 )");
        Explanation explanation = explain(drl, VALID);
        assertThat(nearest(explanation))
                .isEqualTo(new Change(
                        Change.Kind.SET,
                        "/resources/memoryBytes",
                        Optional.of("536870912"),
                        Optional.of("268435456"),
                        List.of("ALL")));
    }

    @Test
    void aMountThatIsDeniedNeedOnlyGoOrBeAnother() {
        PolicyInput input = Inputs.valid()
                .mounts(new MountRequest("/etc/ssh", "/keys", true))
                .build();
        Explanation explanation = explain(input);
        assertThat(explanation.decision()).isInstanceOf(PolicyDecision.Deny.class);
        assertThat(explanation.nearest().changes())
                .contains(new Change(
                        Change.Kind.REMOVE,
                        "/mounts/0",
                        Optional.of("{source: \"/etc/ssh\", destination: \"/keys\", readOnly: true}"),
                        Optional.empty(),
                        List.of("BASELINE")));
    }

    @Test
    void anUnsignedImageNeedsASignature() {
        PolicyInput input = Inputs.valid()
                .image(Inputs.image(ImageFacts.UNSIGNED))
                .signatures()
                .build();
        assertThat(nearest(explain(input)).kind()).isEqualTo(Change.Kind.SIGN);
        String drl = deny("    not SignatureFacts( signer == \"release\" )");
        assertThat(nearest(explain(drl, input)).to().orElseThrow()).contains("signer: \"release\"");
    }

    @Test
    void aMissingAttestationIsNamed() {
        String drl = deny("    not AttestationFacts( builder str[startsWith] \"https://ci.example/\" )");
        Change change = nearest(explain(drl, VALID));
        assertThat(change.kind()).isEqualTo(Change.Kind.ADD);
        assertThat(change.pointer()).isEqualTo("/attested/attestations/0");
        assertThat(change.to().orElseThrow()).isEqualTo("{builder: \"https://ci.example/\"}");
    }

    @Test
    void aClockThatDeniesNamesTheNearestMomentThatDoesNot() {
        Explanation explanation = explain(deny("    Clock( hour < 14 )"), VALID);
        assertThat(nearest(explanation).pointer()).isEqualTo("/clock/instant");
        assertThat(nearest(explanation).to()).contains("\"2026-11-23T14:30:00Z\"");
    }

    private static PolicyBundle withMaximum(String value) {
        java.util.SortedMap<String, byte[]> files = Policies.files("""
                rule "MEM-001 maximum"
                when
                    Parameter( name == "max", $max : bytes )
                    ResourceRequest( memoryBytes > $max )
                then
                    decision.deny("MEMORY", "too much");
                end
                """ + Policies.PERMIT);
        files.put(
                "policy.yaml",
                ("schema: 1\nparameters:\n  max: " + value + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return PolicyBundle.of("test", files);
    }

    @Test
    void anotherParameterOfThePolicyIsAChangeBehindThoseOfTheRequest() {
        Explanation explanation =
                new Explainer(withMaximum("256m"), new SplittableRandom(1), SearchBounds.DEFAULT).explain(VALID);
        assertThat(explanation.nearest().changes())
                .containsExactly(
                        new Change(
                                Change.Kind.SET,
                                "/resources/memoryBytes",
                                Optional.of("536870912"),
                                Optional.of("268435456"),
                                List.of("ALL")),
                        new Change(
                                Change.Kind.PARAMETER,
                                "/parameters/max",
                                Optional.of("\"256m\""),
                                Optional.of("\"536870912\""),
                                List.of("ALL")),
                        new Change(
                                Change.Kind.WAIVER,
                                "MEM-001 maximum",
                                Optional.empty(),
                                Optional.of("rule MEM-001 maximum, digest " + Inputs.MANIFEST),
                                List.of("ALL")));
    }

    @Test
    void aPermitHasANearestDenial() {
        Explanation explanation = explain(VALID);
        assertThat(explanation.decision()).isInstanceOf(PolicyDecision.Permit.class);
        assertThat(explanation.nearest().changes())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.reasons()).doesNotContain("BASELINE"));
    }

    @Test
    void twoFaultsHaveNoSingleChangeAndItIsSaid() {
        PolicyInput input = Inputs.valid()
                .mounts(new MountRequest("/etc/ssh", "/keys", true))
                .capabilities("CAP_SYS_ADMIN")
                .build();
        Explanation explanation = explain(input);
        assertThat(explanation.nearest().changes()).isEmpty();
        assertThat(explanation.nearest().isComplete()).isTrue();
        assertThat(explanation.nearest().tried()).isGreaterThan(40);
    }

    @Test
    void theSearchEndsAtItsBounds() {
        SearchBounds none = new SearchBounds(3, Duration.ofSeconds(60), 1);
        PolicyInput input = Inputs.valid()
                .mounts(new MountRequest("/etc/ssh", "/keys", true))
                .capabilities("CAP_SYS_ADMIN")
                .build();
        Explanation explanation = new Explainer(PolicyBundle.baseline(), new SplittableRandom(1), none).explain(input);
        assertThat(explanation.nearest().tried()).isEqualTo(3);
        assertThat(explanation.nearest().isComplete()).isFalse();
    }

    /** The search decides anew for each change; here it is done once more, by hand, on facts that were read from JSON. */
    @Test
    void whatIsFoundReallyTurnsRandomDecisions() {
        int found = 0;
        for (long seed = 1; seed <= 40; seed++) {
            RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
            String drl = random.rules(8) + Policies.PERMIT;
            Explanation explanation = explain(drl, random.input());
            boolean denied = explanation.decision() instanceof PolicyDecision.Deny;
            for (Change change : explanation.nearest().changes()) {
                assertThat(change.reasons().contains("ALL")
                                || change.reasons().stream().anyMatch(code -> code.startsWith("P-")))
                        .as("%s %s", drl, change)
                        .isEqualTo(denied);
                found++;
            }
        }
        assertThat(found).isGreaterThan(8);
    }

    @Test
    void theSameFactsAreExplainedTheSameWay() {
        Explanation one = explain(VALID);
        Explanation other = explain(VALID);
        assertThat(other.misses()).isEqualTo(one.misses());
        assertThat(other.nearest().changes()).isEqualTo(one.nearest().changes());
    }
}
