package dev.immure.cli.attack;

import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Octets;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ways to take a wall out of a compiled plan, so that a test can show that it would be missed. */
public final class PlanEdits {
    public static final long NEW_NET = 0x40000000L;
    public static final long NEW_PID = 0x20000000L;
    public static final long NEW_IPC = 0x08000000L;
    public static final long NEW_UTS = 0x04000000L;
    public static final long NEW_CGROUP = 0x02000000L;
    private static final long ALL_CAPABILITIES = (1L << 41) - 1;

    private PlanEdits() {}

    public static UnaryOperator<LaunchPlan> without(Opcode... opcodes) {
        return plan -> edited(plan, op -> List.of(opcodes).contains(op.opcode()) ? Stream.empty() : Stream.of(op));
    }

    public static UnaryOperator<LaunchPlan> edit(Opcode opcode, UnaryOperator<PlanOp> change) {
        return plan -> edited(plan, op -> Stream.of(op.opcode() == opcode ? change.apply(op) : op));
    }

    public static LaunchPlan edited(LaunchPlan plan, Function<PlanOp, Stream<PlanOp>> change) {
        return new LaunchPlan(plan.ops().stream().flatMap(change).toList(), plan.handles(), plan.totalSlots());
    }

    public static UnaryOperator<LaunchPlan> noFilter() {
        return without(Opcode.SECCOMP);
    }

    public static UnaryOperator<LaunchPlan> noLandlock() {
        return without(Opcode.LANDLOCK_RULESET, Opcode.LANDLOCK_PATH, Opcode.LANDLOCK_RESTRICT);
    }

    /** Only root keeps them through execve(2): capabilities(7). It is the root of the sandbox's user namespace. */
    public static Function<LaunchPlan, LaunchPlan> allCapabilities() {
        return without(Opcode.SET_SECUREBITS)
                .andThen(edit(
                        Opcode.DROP_BOUNDING,
                        op -> numbers(op, ALL_CAPABILITIES, op.numbers().getLast())))
                .andThen(edit(Opcode.SET_IDS, op -> numbers(op, 0L, 0L, 1L)))
                .andThen(edit(Opcode.SET_CAPABILITIES, op -> numbers(op, ALL_CAPABILITIES)));
    }

    public static UnaryOperator<LaunchPlan> shared(long namespace) {
        return edit(Opcode.SPAWN_INIT, op -> numbers(op, op.numbers().getFirst() & ~namespace));
    }

    public static PlanOp numbers(PlanOp op, Long... numbers) {
        List<Octets> texts = op.texts();
        return new PlanOp(op.opcode(), List.of(numbers), texts);
    }
}
