package dev.immure.cli.pipeline;

import dev.immure.core.audit.WallState;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what a receipt is to say of the walls against the plan that was carried out. A step that cannot be done ends the
 * launch; so a wall stood when the plan has its steps, and did not stand when it lacks one, whatever was asked for. Pure.
 */
final class PlanWalls {
    /** Bits of clone(2). */
    private static final Map<String, Long> NAMESPACES = Map.of(
            "mount", 0x00020000L,
            "cgroup_namespace", 0x02000000L,
            "uts", 0x04000000L,
            "ipc", 0x08000000L,
            "pid", 0x20000000L,
            "network", 0x40000000L);

    private static final Map<String, List<Opcode>> STEPS = Map.of(
            "user", List.of(Opcode.MAKE_USER_NAMESPACE, Opcode.ENTER_USER_NAMESPACE),
            "time", List.of(Opcode.MAKE_TIME_NAMESPACE),
            "capabilities", List.of(Opcode.DROP_BOUNDING, Opcode.SET_SECUREBITS, Opcode.SET_CAPABILITIES),
            "no_new_privs", List.of(Opcode.NO_NEW_PRIVS),
            "seccomp", List.of(Opcode.SECCOMP),
            "landlock", List.of(Opcode.LANDLOCK_RULESET, Opcode.LANDLOCK_RESTRICT),
            "selinux", List.of(Opcode.SELINUX_EXEC_LABEL),
            "files", List.of(Opcode.MOUNT_OVERLAY, Opcode.PIVOT_ROOT, Opcode.MASK_PATH, Opcode.READ_ONLY_PATH));

    private PlanWalls() {}

    /** The same walls, in their order; those of which the plan lacks a step are waived, and say which. */
    static Map<String, WallState> confirmed(Map<String, WallState> claimed, LaunchPlan plan) {
        Map<String, WallState> walls = new LinkedHashMap<>();
        claimed.forEach((name, state) -> walls.put(name, confirmed(name, state, plan)));
        return walls;
    }

    private static WallState confirmed(String name, WallState claimed, LaunchPlan plan) {
        if (!(claimed instanceof WallState.Enforced)) {
            return claimed;
        }
        List<Opcode> missing = STEPS.getOrDefault(name, List.of()).stream()
                .filter(step -> plan.ops().stream().noneMatch(op -> is(step, op.opcode())))
                .toList();
        if (!missing.isEmpty()) {
            return new WallState.Waived(
                    "the plan has no step " + missing.getFirst().label());
        }
        Long namespace = NAMESPACES.get(name);
        return namespace == null || (made(plan) & namespace) != 0
                ? claimed
                : new WallState.Waived("the plan makes no such namespace");
    }

    /** A recording filter refuses what the plain one does (docs/profiles.md). */
    private static boolean is(Opcode step, Opcode planned) {
        return planned == step || (step == Opcode.SECCOMP && planned == Opcode.SECCOMP_RECORD);
    }

    private static long made(LaunchPlan plan) {
        return plan.ops().stream()
                .filter(op -> op.opcode() == Opcode.SPAWN_INIT)
                .map(PlanOp::numbers)
                .mapToLong(List::getFirst)
                .sum();
    }
}
