package dev.immure.core.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects ops, and gives slots to descriptors. Handles come first, since only those are passed to immure-init; so all
 * of them must be named before the first slot is made.
 */
final class PlanBuilder {
    private final List<PlanOp> ops = new ArrayList<>();
    private final Map<HostHandle, Integer> handles = new LinkedHashMap<>();
    private int made;

    /** The slot of a handle; the same handle twice is one descriptor. */
    int handle(HostHandle handle) {
        if (made > 0) {
            throw new IllegalStateException("a handle was named after a slot had been made");
        }
        return handles.computeIfAbsent(handle, h -> LaunchPlan.FIRST_HANDLE_SLOT + handles.size());
    }

    /** One more descriptor of the same thing: a mount can be attached only once. */
    int slotOf(HostHandle handle) {
        Integer slot = handles.get(handle);
        if (slot == null) {
            throw new IllegalStateException("not named before: " + handle.describe());
        }
        return slot;
    }

    /** A slot for a descriptor that an op makes. */
    int make() {
        return LaunchPlan.FIRST_HANDLE_SLOT + handles.size() + made++;
    }

    void add(Opcode opcode, Object... operands) {
        ops.add(PlanOp.of(opcode, operands));
    }

    LaunchPlan build() {
        return new LaunchPlan(ops, List.copyOf(handles.keySet()), LaunchPlan.FIRST_HANDLE_SLOT + handles.size() + made);
    }
}
