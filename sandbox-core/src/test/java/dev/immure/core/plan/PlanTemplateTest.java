package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.network.NetworkSpec;
import dev.immure.core.runtime.CapabilitySet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which part of a plan can be carried out before its run is known, and which plans may go on from there. */
class PlanTemplateTest {
    /** All that a template can have. */
    static SpecBuilder holdable() {
        SpecBuilder spec = SpecBuilder.full();
        spec.mounts = List.of(new Mount.Tmpfs("/tmp", 16 << 20, 1000, 01777, Mount.Execution.ALLOWED));
        spec.copies = new Copies(List.of(), spec.copies.out());
        spec.terminal = Optional.empty();
        return spec;
    }

    private static LaunchPlan template(SpecBuilder spec) {
        return spec.compile().template().orElseThrow();
    }

    private static boolean goesOn(SpecBuilder spec) {
        return spec.compile().continues(template(holdable()));
    }

    /** Each differs from the plan in one place, and is a plan. */
    static List<LaunchPlan> variants(LaunchPlan plan) {
        List<LaunchPlan> variants = new ArrayList<>(List.of(
                plan,
                new LaunchPlan(plan.ops(), plan.handles(), plan.totalSlots() + 1),
                new LaunchPlan(
                        plan.ops(), plan.handles().subList(1, plan.handles().size()), plan.totalSlots())));
        for (int at = 0; at < plan.ops().size(); at++) {
            PlanOp op = plan.ops().get(at);
            variants.add(with(plan, at, List.of()));
            variants.add(with(plan, at, List.of(op, op)));
            for (PlanOp changed : changed(op)) {
                variants.add(with(plan, at, List.of(changed)));
            }
        }
        return variants;
    }

    private static LaunchPlan with(LaunchPlan plan, int at, List<PlanOp> instead) {
        List<PlanOp> ops = new ArrayList<>(plan.ops());
        ops.remove(at);
        ops.addAll(at, instead);
        return new LaunchPlan(ops, plan.handles(), plan.totalSlots());
    }

    private static List<PlanOp> changed(PlanOp op) {
        List<PlanOp> changed = new ArrayList<>();
        List<Operand> numbers =
                op.opcode().operands().stream().filter(Operand::isNumber).toList();
        boolean sized = op.opcode().operands().stream().anyMatch(operand -> operand.kind() == Operand.Kind.BYTES);
        for (int i = 0; i < op.numbers().size(); i++) {
            List<Long> other = new ArrayList<>(op.numbers());
            other.set(i, numbers.get(i).isSlot() ? (other.get(i) == 3 ? 4L : 3L) : other.get(i) ^ 1);
            if (!sized || i > 0) {
                changed.add(new PlanOp(op.opcode(), other, op.texts()));
            }
        }
        for (int i = 0; i < op.texts().size(); i++) {
            byte[] text = op.texts().get(i).toByteArray();
            if (text.length > 0) {
                // The same length: for a block it is a number as well.
                text[text.length - 1] ^= 1;
                List<Octets> other = new ArrayList<>(op.texts());
                other.set(i, Octets.of(text));
                changed.add(new PlanOp(op.opcode(), op.numbers(), other));
            }
        }
        return changed;
    }

    @Test
    void itEndsWhereTheProgramWouldStart() {
        LaunchPlan plan = holdable().compile();
        LaunchPlan template = template(holdable());
        List<Opcode> codes = template.ops().stream().map(PlanOp::opcode).toList();
        int held = codes.indexOf(Opcode.HOLD);
        assertThat(template.ops().subList(0, held)).isEqualTo(plan.ops().subList(0, held));
        assertThat(plan.ops().get(held).opcode()).isEqualTo(Opcode.SPAWN_PAYLOAD);
        assertThat(codes.subList(held + 1, codes.size()))
                .containsOnly(Opcode.REMOVE_DIRECTORY)
                .hasSize(2);
        assertThat(template.handles()).isEqualTo(plan.handles());
        assertThat(template.totalSlots()).isEqualTo(plan.totalSlots());
    }

    @Test
    void nothingOfTheProgramIsInIt() {
        SpecBuilder spec = holdable();
        spec.argv = List.of("/bin/tool", "an-argument");
        spec.environment = List.of("TOKEN=a-secret");
        assertThat(template(spec).ops())
                .noneMatch(op ->
                        op.opcode().stage() == Stage.PAYLOAD || op.opcode().stage() == Stage.COLLECT);
        assertThat(new String(LaunchPlanCodec.encode(template(spec)), StandardCharsets.ISO_8859_1))
                .doesNotContain("an-argument", "a-secret", "/bin/tool");
    }

    @Test
    void whateverConcernsTheProgramAloneMayDiffer() {
        SpecBuilder spec = holdable();
        spec.argv = List.of("/bin/another");
        spec.environment = List.of("PATH=/opt");
        spec.capabilities = CapabilitySet.empty();
        spec.addresses = AddressRandomization.ON;
        spec.copies = Copies.none();
        assertThat(goesOn(spec)).isTrue();
        assertThat(spec.compile().recording().continues(template(holdable()))).isTrue();
    }

    @Test
    void aChangeOfAnyStepBeforeTheProgramOrAfterItIsSeen() {
        LaunchPlan plan = holdable().compile();
        LaunchPlan template = template(holdable());
        int start = template.ops().size() - 1 - 2;
        int ends = plan.ops().size() - 2;
        for (int at = 0; at < plan.ops().size(); at++) {
            for (PlanOp changed : changed(plan.ops().get(at))) {
                boolean mayDiffer = at >= start && at < ends;
                assertThat(with(plan, at, List.of(changed)).continues(template))
                        .as("step %d: %s", at, changed.describe())
                        .isEqualTo(mayDiffer);
            }
        }
    }

    @Test
    void otherDescriptorsBehindTheSameStepsAreSeen() {
        SpecBuilder spec = holdable();
        // The steps have the number of the descriptor alone.
        spec.layers = List.of(SpecBuilder.digest(2), SpecBuilder.digest(4));
        LaunchPlan other = spec.compile();
        assertThat(other.ops()).isEqualTo(holdable().compile().ops());
        assertThat(goesOn(spec)).isFalse();
    }

    @Test
    void aTemplateContinuesNothing() {
        assertThat(template(holdable()).continues(template(holdable()))).isFalse();
        assertThat(template(holdable()).template()).isEmpty();
    }

    @Test
    void whatTheCallerHasAPartInIsNotBegunWithoutHim() {
        SpecBuilder terminal = holdable();
        terminal.terminal = SpecBuilder.full().terminal;
        SpecBuilder copy = holdable();
        copy.copies = SpecBuilder.full().copies;
        SpecBuilder bind = holdable();
        bind.mounts = SpecBuilder.full().mounts;
        SpecBuilder network = holdable();
        network.ids = SpecBuilder.SUBORDINATE;
        network.capabilities = CapabilitySet.empty();
        for (SpecBuilder spec : List.of(terminal, copy, bind, network)) {
            assertThat(spec.compile().template()).isEmpty();
        }
        network.network = new NetworkSpec.None();
        assertThat(network.compile().template()).isPresent();
    }

    @Test
    void everyVariantOfAPlanIsAPlan() {
        List<LaunchPlan> variants = variants(holdable().compile());
        assertThat(variants)
                .hasSizeGreaterThan(200)
                .allSatisfy(plan -> assertThat(LaunchPlanCodec.decode(LaunchPlanCodec.encode(plan)))
                        .contains(plan.ops()));
        assertThatThrownBy(() -> new LaunchPlan(List.of(), List.of(), 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
