package dev.immure.core.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages encoded plans, mostly where it hurts: in the fields of the header and of the ops, with lengths that agree. */
final class PlanMutator {
    private static final long[] EDGES = {
        0, 1, 2, 3, 0x7f, 0xff, 0xffff, 0x7fffffffL, 0x80000000L, 0xfffffffeL, 0xffffffffL, -1
    };

    private final RandomGenerator random;

    PlanMutator(RandomGenerator random) {
        this.random = random;
    }

    byte[] mutate(byte[] plan) {
        byte[] bytes = plan.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > LaunchPlanCodec.HEADER_BYTES; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int ops = Math.clamp(buffer.getInt(16), 1, (bytes.length - 32) / LaunchPlanCodec.OP_BYTES + 1);
        int op = LaunchPlanCodec.HEADER_BYTES + random.nextInt(ops) * LaunchPlanCodec.OP_BYTES;
        boolean whole = op + LaunchPlanCodec.OP_BYTES <= bytes.length;
        switch (random.nextInt(9)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> buffer.putInt(8 + 4 * random.nextInt(6), (int) edge());
            case 2 -> nudge(buffer, 8 + 4 * random.nextInt(6));
            case 3 -> {
                if (whole) {
                    buffer.putLong(op + 16 + 8 * random.nextInt(4), edge());
                }
            }
            case 4 -> {
                if (whole) {
                    nudge(buffer, op + 4 * random.nextInt(4));
                }
            }
            case 5 -> {
                if (whole) {
                    List<Opcode> all = List.of(Opcode.values());
                    buffer.putInt(op, all.get(random.nextInt(all.size())).number());
                }
            }
            // the text block: other letters keep a plan valid, NUL does not
            case 6, 7 ->
                bytes[bytes.length - 1 - random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt(4);
            default -> {
                return resized(bytes, random.nextInt(-3, 4));
            }
        }
        return bytes;
    }

    private long edge() {
        return EDGES[random.nextInt(EDGES.length)];
    }

    private void nudge(ByteBuffer buffer, int at) {
        buffer.putInt(at, buffer.getInt(at) + (random.nextBoolean() ? 1 : -1));
    }

    /** With a length, and half the time a text block, that agree. */
    private byte[] resized(byte[] bytes, int by) {
        byte[] other = Arrays.copyOf(bytes, bytes.length + by);
        ByteBuffer buffer = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(12, other.length);
        if (random.nextBoolean()) {
            buffer.putInt(20, buffer.getInt(20) + by);
        }
        return other;
    }
}
