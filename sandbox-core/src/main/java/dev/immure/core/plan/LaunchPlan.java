package dev.immure.core.plan;

import dev.immure.core.image.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every kernel step of one launch, in order, computed before the first of them happens.
 *
 * @param ops grouped by stage, in the order of {@link Stage}
 * @param handles what the launcher must open; handle {@code i} is passed as slot {@code i + FIRST_HANDLE_SLOT}
 * @param totalSlots passed slots and those that ops make, at most {@link #MAX_SLOTS}
 */
public record LaunchPlan(List<PlanOp> ops, List<HostHandle> handles, int totalSlots) {
    /** Slot 0 is the control socket, slot 1 the plan. */
    public static final int FIRST_HANDLE_SLOT = 2;

    /** Stands for "no descriptor" where a slot is optional. */
    public static final long NO_SLOT = 0xffffffffL;

    /** Stands for "who calls", as the owner of a user namespace: an ordinary user cannot make somebody else own it. */
    public static final long CALLER = 0xffffffffL;

    /** Of the format; immure-init names its own in its first record. */
    public static final int VERSION = LaunchPlanCodec.VERSION;

    static final int MAX_SLOTS = 512;
    static final int MAX_OPS = 20_000;

    public LaunchPlan {
        ops = List.copyOf(ops);
        handles = List.copyOf(handles);
        if (ops.isEmpty() || ops.size() > MAX_OPS) {
            throw new IllegalArgumentException("a plan has 1 to " + MAX_OPS + " ops, not " + ops.size());
        }
        if (totalSlots < FIRST_HANDLE_SLOT + handles.size() || totalSlots > MAX_SLOTS) {
            throw new IllegalArgumentException("a plan has at most " + MAX_SLOTS + " slots, not " + totalSlots);
        }
        int stage = 0;
        for (PlanOp op : ops) {
            if (op.opcode().stage().number() < stage) {
                throw new IllegalArgumentException(op.opcode() + " comes after a later stage");
            }
            stage = op.opcode().stage().number();
            requireSlots(op, totalSlots);
        }
    }

    /** The same, and PID 1 tells which system calls the program makes; each of them then takes a while longer. */
    public LaunchPlan recording() {
        List<PlanOp> changed = ops.stream()
                .map(op -> op.opcode() == Opcode.SECCOMP
                        ? new PlanOp(Opcode.SECCOMP_RECORD, op.numbers(), op.texts())
                        : op)
                .toList();
        return new LaunchPlan(changed, handles, totalSlots);
    }

    /**
     * What can be done of it before it is known which program will run: everything up to its start, then
     * {@link Opcode#HOLD}, and the removal of what was made. Empty where the caller has a part in the first steps: his
     * files as they are at that moment, or his terminal; and for an ordinary user's network, which ends with the thread
     * that made it.
     */
    public Optional<LaunchPlan> template() {
        int start = startOfProgram();
        if (!mayBeBegun(start)) {
            return Optional.empty();
        }
        List<PlanOp> first = new ArrayList<>(ops.subList(0, start));
        first.add(PlanOp.of(Opcode.HOLD));
        first.addAll(teardown());
        return Optional.of(new LaunchPlan(first, handles, totalSlots));
    }

    /**
     * Whether it goes on where a template waits: the same steps before, with the same descriptors, and the same removal.
     * immure-init compares the steps once more (plan_continues in plan.c); of the descriptors it has only the numbers.
     */
    public boolean continues(LaunchPlan template) {
        int start = startOfProgram();
        if (!mayBeBegun(start) || !handles.equals(template.handles) || totalSlots != template.totalSlots) {
            return false;
        }
        List<PlanOp> last = teardown();
        return template.ops.size() == start + 1 + last.size()
                && template.ops.get(start).opcode() == Opcode.HOLD
                && template.ops.subList(0, start).equals(ops.subList(0, start))
                && template.ops.subList(start + 1, template.ops.size()).equals(last);
    }

    private boolean mayBeBegun(int start) {
        return start >= 0
                && handles.stream().noneMatch(LaunchPlan::isOfCaller)
                && ops.stream().noneMatch(op -> op.opcode() == Opcode.OPEN_TERMINAL)
                && (handles.contains(new HostHandle.NetworkSlotLock())
                        || ops.stream().noneMatch(op -> op.opcode() == Opcode.OFFER_NETWORK));
    }

    private int startOfProgram() {
        int at = 0;
        while (at < ops.size() && ops.get(at).opcode() != Opcode.SPAWN_PAYLOAD) {
            at++;
        }
        return at < ops.size() ? at : -1;
    }

    private List<PlanOp> teardown() {
        return ops.stream().filter(op -> op.opcode().stage() == Stage.TEARDOWN).toList();
    }

    private static boolean isOfCaller(HostHandle handle) {
        return switch (handle) {
            case HostHandle.BindSource ignored -> true;
            case HostHandle.CopySource ignored -> true;
            case HostHandle.LayerTree ignored -> false;
            case HostHandle.DeviceNode ignored -> false;
            case HostHandle.DiskMount ignored -> false;
            case HostHandle.CgroupProcs ignored -> false;
            case HostHandle.CgroupDirectory ignored -> false;
            case HostHandle.CgroupParent ignored -> false;
            case HostHandle.NetworkSlotLock ignored -> false;
            case HostHandle.IdRangeLock ignored -> false;
        };
    }

    private static void requireSlots(PlanOp op, int totalSlots) {
        List<Operand> numbers =
                op.opcode().operands().stream().filter(Operand::isNumber).toList();
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i).isSlot() && !isSlot(numbers.get(i), op.numbers().get(i), totalSlots)) {
                throw new IllegalArgumentException(op.describe() + ": there is no such slot");
            }
        }
    }

    /** The control socket and the plan are slots, but no operands of anything. */
    static boolean isSlot(Operand operand, long number, long totalSlots) {
        boolean none = operand.kind() == Operand.Kind.OPTIONAL_SLOT && number == NO_SLOT;
        return none || (number >= FIRST_HANDLE_SLOT && number < totalSlots);
    }

    int passedSlots() {
        return FIRST_HANDLE_SLOT + handles.size();
    }

    /** SHA-256 over the encoded plan and what each of its descriptors must be: the same launch, the same digest. */
    public Digest digest() {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(LaunchPlanCodec.encode(this));
        for (HostHandle handle : handles) {
            // With its length: a path may hold any byte but NUL, and two lists of handles must not read the same.
            byte[] description = handle.describe().getBytes(StandardCharsets.UTF_8);
            sha256.update(ByteBuffer.allocate(4).putInt(description.length).array());
            sha256.update(description);
        }
        return Digest.ofHash(sha256.digest());
    }
}
