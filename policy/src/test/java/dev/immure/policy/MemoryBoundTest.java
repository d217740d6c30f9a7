package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.internal.model.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a decision may use of memory. The language does not let a policy come near; so the policies here are put together as
 * data, past the gate.
 */
class MemoryBoundTest {
    private static final long MIB = 1L << 20;
    private static final SourceLine AT = new SourceLine("test.drl", 1);
    private static final FactType MOUNT = FactType.of(MountRequest.class, 1).build();

    /** A rule that joins this many patterns by nothing, and none of whose matches can be refused by a condition. */
    private static Rule join(int patterns) {
        List<Element> elements = IntStream.range(0, patterns)
                .<Element>mapToObj(slot -> new Element.Match(pattern(slot)))
                .toList();
        return rule("ABC-001", new Branch(elements));
    }

    private static Rule rule(String name, Branch branch) {
        return new Rule(
                name,
                AT,
                0,
                InForce.ALWAYS,
                RuleMetadata.NONE,
                List.of(branch),
                List.of(new Action.Require("no-network", "")));
    }

    private static Pattern pattern(int slot) {
        return new Pattern(slot, MOUNT, Map.of(), List.of(), AT, List.of());
    }

    private static PolicyDecision decide(Rule rule, DecisionLimits limits) {
        RuleEngine engine = RuleEngine.of(new Policy(
                List.of(Policies.compile(Policies.PERMIT).policy().rules().getFirst(), rule)));
        return new PolicyDecisionPoint(
                        Digest.of(new byte[0]), engine, PolicyInput::facts, new SplittableRandom(1), limits)
                .decide(JoinProbe.input());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aJoinThatWantsMoreMemoryThanADecisionMayHaveIsDenied(int patterns) {
        DecisionLimits limits = new DecisionLimits(Duration.ofMinutes(5), Integer.MAX_VALUE, 64 * MIB);
        assertThat(Policies.codes(decide(join(patterns), limits))).containsExactly("POLICY-MEMORY");
    }

    @Test
    void theDeadlineReachesAJoinWithoutAnyCondition() {
        DecisionLimits limits = new DecisionLimits(Duration.ofMillis(1), Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(Policies.codes(decide(join(4), limits))).containsExactly("POLICY-DEADLINE");
    }

    /** What is asked of each pair is asked inside of 'not', too, where there is no match to count. */
    @Test
    void aJoinInsideOfNotIsMetered() {
        List<Pattern> patterns =
                IntStream.range(0, 4).mapToObj(slot -> pattern(slot)).toList();
        Branch branch = new Branch(List.of(
                new Element.Match(patterns.getFirst()), new Element.Absent(patterns.subList(1, patterns.size()))));
        DecisionLimits limits = new DecisionLimits(Duration.ofMinutes(5), Integer.MAX_VALUE, MIB);
        assertThat(Policies.codes(decide(rule("ABC-001", branch), limits))).containsExactly("POLICY-MEMORY");
    }

    @ParameterizedTest
    @CsvSource({"3, 10 firings", "5, " + JoinProbe.FULL})
    void theSameJoinFillsTheMemoryInDrools(int patterns, String said) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JoinProbe.class.getName(),
                        String.valueOf(patterns))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(said);
        assertThat(process.waitFor()).isZero();
    }

    /** The bound is for what the language cannot say: a policy at the bounds of the language decides. */
    @Test
    void aPolicyAtTheBoundsOfTheLanguageIsDecided() {
        String drl = IntStream.range(0, 240)
                .mapToObj(i -> "rule \"ABC-%03d\" when MountRequest( $s : source ) CapabilityRequest( name == $s ) "
                                .formatted(i)
                        + "then decision.deny(\"W\", \"t\"); end\n")
                .collect(Collectors.joining());
        PolicyInput input = Inputs.valid()
                .mounts(IntStream.range(0, FactBounds.FACTS)
                        .mapToObj(i -> new MountRequest("/srv/" + i, "/d", true))
                        .toList())
                .capabilities(IntStream.range(0, FactBounds.FACTS)
                        .mapToObj(i -> "CAP_" + i)
                        .toArray(String[]::new))
                .build();
        assertThat(Policies.codes(Policies.decide(drl + Policies.PERMIT, input)))
                .isEmpty();
    }
}
