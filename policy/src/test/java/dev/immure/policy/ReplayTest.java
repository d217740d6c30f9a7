package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.audit.AuditSummary;
import dev.immure.policy.audit.CallerTally;
import dev.immure.policy.audit.ControlTally;
import dev.immure.policy.audit.Effect;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.Outcome;
import dev.immure.policy.audit.Replay;
import dev.immure.policy.audit.Replayed;
import dev.immure.policy.audit.RuleChange;
import dev.immure.policy.audit.RuleTally;
import dev.immure.policy.audit.WaiverTally;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final String MEMORY = """
            rule "MEM-001 memory" @control("CIS-DI-5.11") @control("NIST-800-190-4.5.3")
            when
                ResourceRequest( memoryBytes > 268435456 )
            then
                decision.deny("MEMORY", "too much");
            end
            rule "MEM-002 note" @control("CIS-DI-5.11")
            when
                ResourceRequest( memoryBytes > 1048576 )
            then
                decision.warn("NOTE", "much");
            end
            """;

    private static final PolicyInput LARGE = Inputs.valid().build();
    private static final PolicyInput SMALL = Inputs.valid()
            .resources(new ResourceRequest(64 << 20, 64, 1000, 1, 1, 1, 1, 1))
            .build();

    private static final Outcome PERMITTED = new Outcome(
            true,
            List.of(new Reason("PRM-001 all", "ALL", "everything")),
            List.of(),
            List.of("PRM-001 all"),
            List.of());
    private static final Outcome DENIED = new Outcome(
            false, List.of(new Reason("OLD-001 gone", "OLD", "then")), List.of(), List.of("OLD-001 gone"), List.of());

    private static Launch launch(String id, Optional<Outcome> before, PolicyInput input) {
        return before.map(outcome -> Launch.undecided(id, input).decided(outcome))
                .orElseGet(() -> Launch.undecided(id, input));
    }

    private static AuditSummary replay(Launch... launches) {
        Replay replay = new Replay(Policies.compile(MEMORY + Policies.PERMIT), new SplittableRandom(1));
        List.of(launches).forEach(replay::add);
        return replay.summary("a test");
    }

    private static Effect effect(Launch launch) {
        return replay(launch).launches().getFirst().effect();
    }

    @Test
    void everyKindOfDifferenceIsToldApart() {
        assertThat(effect(launch("1", Optional.of(PERMITTED), LARGE))).isEqualTo(Effect.NEWLY_DENIED);
        assertThat(effect(launch("1", Optional.of(DENIED), SMALL))).isEqualTo(Effect.NEWLY_PERMITTED);
        assertThat(effect(launch("1", Optional.of(DENIED), LARGE))).isEqualTo(Effect.CHANGED);
        assertThat(effect(launch("1", Optional.of(PERMITTED), SMALL))).isEqualTo(Effect.UNCHANGED);
        assertThat(effect(launch("1", Optional.empty(), LARGE))).isEqualTo(Effect.DENIED);
        assertThat(effect(launch("1", Optional.empty(), SMALL))).isEqualTo(Effect.PERMITTED);
        assertThat(effect(Launch.unknown("1", Optional.empty(), "i", Optional.of(DENIED), "no facts")))
                .isEqualTo(Effect.NOT_REPLAYED);
    }

    @Test
    void anotherObligationIsAChange() {
        Outcome before =
                new Outcome(true, PERMITTED.reasons(), List.of("no-network"), List.of("PRM-001 all"), List.of());
        assertThat(effect(launch("1", Optional.of(before), SMALL))).isEqualTo(Effect.CHANGED);
    }

    @Test
    void aPermitThatNeedsAWaiverIsAnotherThanOneThatDoesNot() {
        Outcome before = new Outcome(true, PERMITTED.reasons(), List.of(), List.of("PRM-001 all"), List.of("legacy"));
        assertThat(effect(launch("1", Optional.of(before), SMALL))).isEqualTo(Effect.CHANGED);
    }

    @Test
    void whatAWaiverLiftsIsATallyOfItsOwn() {
        java.util.SortedMap<String, byte[]> files = Policies.files(MEMORY + Policies.PERMIT);
        files.put("waivers.yaml", """
                schema: 1
                waivers:
                  - name: legacy
                    rule: MEM-001
                    scope: {image: registry.example/team/app}
                    reason: until it is mended
                    owner: platform
                    granted: 2026-11-01
                    expires: 2026-12-01
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Replay replay = new Replay(PolicyBundle.of("test", files), new SplittableRandom(1));
        replay.add(launch("1", Optional.of(PERMITTED), LARGE));
        AuditSummary summary = replay.summary("a test");
        assertThat(summary.waivers()).containsExactly(new WaiverTally("legacy", 1, 1));
        assertThat(summary.launches().getFirst().effect()).isEqualTo(Effect.CHANGED);
        assertThat(summary.launches().getFirst().why()).isEqualTo("+ waiver legacy");
    }

    @Test
    void anotherRuleThatPermitsIsNoChange() {
        Outcome before = new Outcome(
                true,
                List.of(new Reason("OTH-001", "OTHER", "for another reason")),
                List.of(),
                List.of("OTH-001"),
                List.of());
        assertThat(effect(launch("1", Optional.of(before), SMALL))).isEqualTo(Effect.UNCHANGED);
    }

    @Test
    void anotherTextOfTheSameReasonIsNone() {
        Outcome before = new Outcome(
                true,
                List.of(new Reason("OTH-001", "ALL", "in other words")),
                List.of(),
                List.of("OTH-001"),
                List.of());
        assertThat(effect(launch("1", Optional.of(before), SMALL))).isEqualTo(Effect.UNCHANGED);
    }

    @Test
    void totalsRulesCallersAndControlsAreAddedUp() {
        AuditSummary summary = replay(
                launch("1", Optional.of(PERMITTED), LARGE),
                launch("2", Optional.of(DENIED), LARGE),
                launch("3", Optional.of(DENIED), SMALL),
                Launch.unknown("4", Optional.empty(), "i", Optional.empty(), "no facts"));
        assertThat(summary.count()).isEqualTo(4);
        assertThat(summary.totals())
                .containsEntry(Effect.NEWLY_DENIED, 1L)
                .containsEntry(Effect.CHANGED, 1L)
                .containsEntry(Effect.NEWLY_PERMITTED, 1L)
                .containsEntry(Effect.NOT_REPLAYED, 1L)
                .containsEntry(Effect.UNCHANGED, 0L);
        assertThat(summary.rules())
                .containsExactly(
                        new RuleTally(
                                "MEM-001 memory",
                                Optional.of("test.drl:1"),
                                List.of("CIS-DI-5.11", "NIST-800-190-4.5.3"),
                                2,
                                2,
                                1,
                                0),
                        new RuleTally("MEM-002 note", Optional.of("test.drl:7"), List.of("CIS-DI-5.11"), 3, 0, 0, 0),
                        new RuleTally("OLD-001 gone", Optional.empty(), List.of(), 0, 0, 0, 1),
                        new RuleTally("PRM-001 all", Optional.of("test.drl:13"), List.of(), 3, 0, 0, 0));
        assertThat(summary.controls())
                .containsExactly(
                        new ControlTally("CIS-DI-5.11", List.of("MEM-001 memory", "MEM-002 note"), 3, 2),
                        new ControlTally("NIST-800-190-4.5.3", List.of("MEM-001 memory"), 2, 2));
        assertThat(summary.callers()).extracting(CallerTally::caller).containsExactly("", "uid 1000");
        assertThat(summary.launches()).extracting(Replayed::id).containsExactly("1", "3", "2", "4");
        assertThat(summary.hasNews()).isTrue();
    }

    @Test
    void whatCannotBeReplayedIsNews() {
        assertThat(replay(Launch.unknown("4", Optional.empty(), "i", Optional.empty(), "no facts"))
                        .hasNews())
                .isTrue();
        assertThat(replay(launch("1", Optional.of(PERMITTED), SMALL)).hasNews()).isFalse();
    }

    @Test
    void rulesThatDifferAreNamedAndLinesAreNoDifference() {
        PolicyBundle one = Policies.compile(MEMORY);
        PolicyBundle other = Policies.compile(
                "\n\n" + MEMORY.replace("> 1048576", "> 2097152").replace("MEM-001 memory", "MEM-003 memory"));
        assertThat(RuleChange.between(one.policy(), other.policy()))
                .containsExactly(
                        new RuleChange.Removed("MEM-001 memory", "test.drl:1"),
                        new RuleChange.Changed("MEM-002 note", "test.drl:9", "test.drl:7"),
                        new RuleChange.Added("MEM-003 memory", "test.drl:3"));
        assertThat(RuleChange.between(
                        one.policy(), Policies.compile("\n" + MEMORY).policy()))
                .isEmpty();
    }
}
