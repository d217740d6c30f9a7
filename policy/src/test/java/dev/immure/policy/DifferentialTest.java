package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same DRL, compiled to Java by Drools and read as data here, says the same about the same facts. */
class DifferentialTest {
    private static final int RULES = 60;
    private static final int INPUTS = 200;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7})
    void decidesAsCompiledDrlDoes(long seed) {
        RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
        String drl = random.rules(RULES);
        PolicyBundle bundle = Policies.compile(drl);
        PolicyDecisionPoint point = new PolicyDecisionPoint(bundle, new SplittableRandom(1));
        Oracle oracle = Oracle.compileRules(drl);

        long spoke = 0;
        for (int i = 0; i < INPUTS; i++) {
            spoke += compare(oracle, bundle, point, random.input());
        }
        assertThat(spoke).as("the rules fire often enough to compare").isGreaterThan(INPUTS * 10L);
    }

    @Test
    void theBaselineDecidesAsCompiledDrlDoes() {
        String drl = Baseline.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".drl"))
                .map(Map.Entry::getValue)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replace("package immure.baseline;", ""))
                .collect(Collectors.joining("\n"));
        PolicyBundle bundle = PolicyBundle.baseline();
        PolicyDecisionPoint point = new PolicyDecisionPoint(bundle, new SplittableRandom(1));
        Oracle oracle = Oracle.compileRules(drl);
        BaselineTest.offences().forEach(offence -> {
            if (offence.get()[2] instanceof Inputs.Builder input) {
                assertThat(compare(oracle, bundle, point, input.build())).isPositive();
            }
        });
        RandomPolicies random = new RandomPolicies(new SplittableRandom(4));
        for (int i = 0; i < INPUTS; i++) {
            compare(oracle, bundle, point, random.input());
        }
    }

    /** How many reasons both gave. */
    private static int compare(Oracle oracle, PolicyBundle bundle, PolicyDecisionPoint point, PolicyInput input) {
        Ruling theirs = oracle.decide(input, bundle);
        PolicyDecision ours = point.decide(input);

        assertThat(Oracle.sorted(ours.warnings())).as("%s", input).isEqualTo(Oracle.sorted(theirs.warnings()));
        switch (ours) {
            case PolicyDecision.Deny deny ->
                assertThat(Oracle.sorted(deny.reasons())).as("%s", input).isEqualTo(Oracle.sorted(theirs.denials()));
            case PolicyDecision.Permit permit -> {
                assertThat(theirs.denials()).as("%s", input).isEmpty();
                assertThat(Oracle.sorted(permit.reasons())).as("%s", input).isEqualTo(Oracle.sorted(theirs.permits()));
                assertThat(permit.obligations()).as("%s", input).isEqualTo(theirs.obligations());
            }
        }
        return ours.rules().size();
    }

    /**
     * Compiled DRL is not of one mind about a key that a map lacks: {@code not in} holds, {@code not matches} does not,
     * {@code str[startsWith]} and {@code memberOf} throw. A rule that denies what does not match would let pass what has
     * no label at all, so here no comparison holds for a missing key, and every negated one does.
     */
    @Test
    void aMissingKeyIsReadInOneWayHere() {
        PolicyInput input = Inputs.valid().build();
        String notMatches = warnWhen("labels[\"team\"] not matches \"a\"");
        assertThat(Oracle.compileRules(notMatches)
                        .decide(input, Policies.compile(notMatches))
                        .warnings())
                .isEmpty();
        assertThat(Policies.decide(notMatches, input).warnings()).hasSize(1);

        String startsWith = warnWhen("labels[\"team\"] str[startsWith] \"a\"");
        assertThatThrownBy(() -> Oracle.compileRules(startsWith).decide(input, Policies.compile(startsWith)))
                .hasRootCauseInstanceOf(NullPointerException.class);
        assertThat(Policies.decide(startsWith, input).warnings()).isEmpty();
        assertThat(Policies.decide(warnWhen("!( labels[\"team\"] str[startsWith] \"a\" )"), input)
                        .warnings())
                .hasSize(1);
    }

    private static String warnWhen(String condition) {
        return "rule \"ABC-001\" when RunRequest() ImageFacts( " + condition
                + " ) then decision.warn(\"W\", \"t\"); end\n";
    }

    @Test
    void theGeneratedRulesUseAllOfTheLanguage() {
        String drl = new RandomPolicies(new SplittableRandom(1)).rules(RULES)
                + new RandomPolicies(new SplittableRandom(2)).rules(RULES)
                + new RandomPolicies(new SplittableRandom(3)).rules(RULES)
                + new RandomPolicies(new SplittableRandom(7)).rules(RULES);
        assertThat(List.of(
                        "==",
                        "!=",
                        " < ",
                        "<=",
                        " > ",
                        ">=",
                        " in (",
                        "not in (",
                        "contains",
                        "not contains",
                        "memberOf",
                        "not memberOf",
                        "matches",
                        "not matches",
                        "str[startsWith]",
                        "str[endsWith]",
                        "&&",
                        "||",
                        "!(",
                        "not ",
                        "exists ",
                        " or ",
                        " and ",
                        "null",
                        "UNLIMITED",
                        "Parameter( name == \"p-list\", ",
                        "labels["))
                .allSatisfy(word -> assertThat(drl).contains(word));
    }
}
