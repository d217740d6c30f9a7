package dev.immure.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random plans that are well-formed and mean nothing: every opcode, and operands at the edges of what fits. */
final class PlanGenerator {
    private static final long[] EDGES = {
        0, 1, 0x7f, 0xffff, 0x7fffffffL, 0xffffffffL, Long.MAX_VALUE, Long.MIN_VALUE, -1
    };
    private static final List<String> TEXTS =
            List.of("", "/", "a", "/proc/self", "two\nlines", "\u00e4\u20ac\ud83d\ude00");

    private static final List<Opcode> OPCODES = List.of(Opcode.values());

    private final RandomGenerator random;

    PlanGenerator(RandomGenerator random) {
        this.random = random;
    }

    LaunchPlan next() {
        int handles = random.nextInt(5);
        int slots = LaunchPlan.FIRST_HANDLE_SLOT + handles + 1 + random.nextInt(3);
        List<PlanOp> ops = new ArrayList<>();
        for (int i = 1 + random.nextInt(25); i > 0; i--) {
            ops.add(op(OPCODES.get(random.nextInt(OPCODES.size())), slots));
        }
        ops.sort(Comparator.comparing(op -> op.opcode().stage()));
        return new LaunchPlan(
                ops,
                IntStream.range(0, handles)
                        .<HostHandle>mapToObj(i -> new HostHandle.CgroupProcs("c" + i))
                        .toList(),
                slots);
    }

    private PlanOp op(Opcode opcode, int slots) {
        List<Long> numbers = new ArrayList<>();
        List<Octets> texts = new ArrayList<>();
        for (Operand operand : opcode.operands()) {
            switch (operand.kind()) {
                case DECIMAL, OCTAL, BITS -> numbers.add(EDGES[random.nextInt(EDGES.length)]);
                case SLOT -> numbers.add((long) random.nextInt(LaunchPlan.FIRST_HANDLE_SLOT, slots));
                case OPTIONAL_SLOT -> numbers.add(random.nextBoolean() ? LaunchPlan.NO_SLOT : slots - 1);
                case TEXT -> texts.add(Octets.ofText(TEXTS.get(random.nextInt(TEXTS.size()))));
                case BYTES -> {
                    byte[] block = new byte[random.nextInt(20)];
                    random.nextBytes(block);
                    texts.add(Octets.of(block));
                    numbers.set(0, (long) block.length);
                }
            }
        }
        return new PlanOp(opcode, numbers, texts);
    }
}
