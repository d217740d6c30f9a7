package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchPlanCodecTest {
    static List<String> breaks() {
        return List.copyOf(BrokenPlans.all().keySet());
    }

    @Test
    void decodesWhatItHasEncoded() {
        PlanGenerator generator = new PlanGenerator(new SplittableRandom(20_251_123));
        for (int i = 0; i < 2000; i++) {
            LaunchPlan plan = generator.next();
            assertThat(LaunchPlanCodec.decode(LaunchPlanCodec.encode(plan))).contains(plan.ops());
        }
    }

    @Test
    void decodesRealPlans() {
        LaunchPlan plan = SpecBuilder.full().compile();
        byte[] bytes = LaunchPlanCodec.encode(plan);
        assertThat(LaunchPlanCodec.decode(bytes)).contains(plan.ops());
        assertThat(LaunchPlanCodec.size(plan)).isEqualTo(bytes.length);
    }

    @Test
    void thePlanThatIsBrokenBelowIsValid() {
        assertThat(LaunchPlanCodec.decode(BrokenPlans.valid())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void refusesAPlanOfWhichOnePartIsBroken(String what) {
        assertThat(LaunchPlanCodec.decode(
                        Objects.requireNonNull(BrokenPlans.all().get(what))))
                .isEmpty();
    }

    @Test
    void refusesEveryTruncation() {
        byte[] bytes = BrokenPlans.valid();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(LaunchPlanCodec.decode(Arrays.copyOf(bytes, length))).isEmpty();
        }
    }

    /** So that equal plans have equal digests, and nothing can hide in a plan. */
    @Test
    void thereIsOneWayToWriteAPlanDown() {
        LaunchPlan plan = new PlanGenerator(new SplittableRandom(1)).next();
        byte[] bytes = LaunchPlanCodec.encode(plan);
        for (int at = LaunchPlanCodec.HEADER_BYTES; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThat(LaunchPlanCodec.decode(changed))
                    .as("byte %d", at)
                    .satisfiesAnyOf(
                            ops -> assertThat(ops).isEmpty(),
                            ops -> assertThat(ops.orElseThrow()).isNotEqualTo(plan.ops()));
        }
    }

    @Test
    void refusesToEncodeMoreThanFourMebibytes() {
        Octets most = Octets.ofText("x".repeat(130_000));
        PlanOp op = new PlanOp(Opcode.ARGUMENT, List.of(), List.of(most));
        LaunchPlan plan = new LaunchPlan(java.util.Collections.nCopies(33, op), List.of(), 2);
        assertThatThrownBy(() -> LaunchPlanCodec.encode(plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the limit is 4194304");
    }

    @Test
    void aPlanWithASlotThatIsNotThereCannotBeMade() {
        for (long slot : new long[] {0, 1, 3, LaunchPlan.NO_SLOT, -1}) {
            PlanOp op = PlanOp.of(Opcode.JOIN_CGROUP, slot);
            assertThatThrownBy(() -> new LaunchPlan(List.of(op), List.of(new HostHandle.CgroupProcs("c")), 3))
                    .hasMessageContaining("there is no such slot");
        }
        PlanOp none = PlanOp.of(Opcode.SPAWN_STAGE, LaunchPlan.NO_SLOT);
        assertThat(new LaunchPlan(List.of(none), List.of(), 2).ops()).containsExactly(none);
    }

    @Test
    void aPlanWhoseStagesAreMixedCannotBeMade() {
        List<PlanOp> ops = List.of(PlanOp.of(Opcode.EXECUTE), PlanOp.of(Opcode.PIVOT_ROOT));
        assertThatThrownBy(() -> new LaunchPlan(ops, List.of(), 2)).hasMessageContaining("PIVOT_ROOT comes after");
    }

    @Test
    void anOpWithOperandsOfAnotherCannotBeMade() {
        assertThatThrownBy(() -> PlanOp.of(Opcode.JOIN_CGROUP, "text")).hasMessageContaining("takes 1 numbers");
        assertThatThrownBy(() -> PlanOp.of(Opcode.SECCOMP, 7, Octets.of(SpecBuilder.ALLOW_ALL)))
                .hasMessageContaining("the length does not match");
    }
}
