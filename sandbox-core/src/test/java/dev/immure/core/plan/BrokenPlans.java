package dev.immure.core.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One valid plan, and copies of it in which one thing is wrong; each has the name of what it is. */
final class BrokenPlans {
    private static final int OP_COUNT = 16;
    private static final int DATA_LENGTH = 20;
    private static final int PASSED = 24;
    private static final int TOTAL = 28;

    /** Offsets within an op. */
    private static final int TEXT = 4;

    private static final int ZERO = 12;
    private static final int NUMBER = 16;

    private BrokenPlans() {}

    /** Slots 2 (passed) and 3 (made); numbers, texts, an empty text, a block of bytes. */
    static byte[] valid() {
        return LaunchPlanCodec.encode(new LaunchPlan(
                List.of(
                        PlanOp.of(Opcode.MAKE_USER_NAMESPACE, 3, 165_535, "0 100000 65536", "0 100000 65536"),
                        PlanOp.of(Opcode.CLONE_MOUNT, 2, 7, LaunchPlan.NO_SLOT, 0),
                        PlanOp.of(Opcode.SPAWN_STAGE, LaunchPlan.NO_SLOT),
                        PlanOp.of(Opcode.JOIN_CGROUP, 2),
                        PlanOp.of(Opcode.ARGUMENT, ""),
                        PlanOp.of(Opcode.SECCOMP, 8, Octets.of(SpecBuilder.ALLOW_ALL)),
                        PlanOp.of(Opcode.EXECUTE)),
                List.of(new HostHandle.CgroupProcs("c")),
                4));
    }

    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        header(all);
        lengths(all);
        operands(all);
        texts(all);
        return all;
    }

    private static void header(Map<String, byte[]> all) {
        all.put("no bytes", new byte[0]);
        all.put("half a header", Arrays.copyOf(valid(), LaunchPlanCodec.HEADER_BYTES - 1));
        all.put("a header alone", Arrays.copyOf(valid(), LaunchPlanCodec.HEADER_BYTES));
        all.put("another magic", changed(b -> b.putLong(0, LaunchPlanCodec.MAGIC + 1)));
        all.put("version 0", changed(b -> b.putInt(8, 0)));
        all.put("the next version", changed(b -> b.putInt(8, LaunchPlanCodec.VERSION + 1)));
        all.put("no slots", changed(b -> b.putInt(PASSED, 0).putInt(TOTAL, 0)));
        all.put("one passed slot", changed(b -> b.putInt(PASSED, 1)));
        all.put("more passed slots than slots", changed(b -> b.putInt(PASSED, 5)));
        all.put("513 slots", changed(b -> b.putInt(TOTAL, 513)));
        all.put("2^32 - 1 slots", changed(b -> b.putInt(TOTAL, -1)));
    }

    private static void lengths(Map<String, byte[]> all) {
        all.put("length one less", changed(b -> b.putInt(12, b.capacity() - 1)));
        all.put("length one more", changed(b -> b.putInt(12, b.capacity() + 1)));
        all.put("length 2^32 - 1", changed(b -> b.putInt(12, -1)));
        all.put("one byte cut off", Arrays.copyOf(valid(), valid().length - 1));
        all.put("one byte more", Arrays.copyOf(valid(), valid().length + 1));
        all.put("one byte more and a length that agrees", longer(1));
        all.put("larger than a plan can be", longer(LaunchPlanCodec.MAX_BYTES));
        all.put("no ops", changed(b -> b.putInt(OP_COUNT, 0)));
        all.put("one op less", changed(b -> b.putInt(OP_COUNT, 6)));
        all.put("one op more", changed(b -> b.putInt(OP_COUNT, 8)));
        all.put("20,001 ops", changed(b -> b.putInt(OP_COUNT, 20_001)));
        // 2^32 / 48 and more: the product does not fit 32 bits
        all.put("ops whose length overflows", changed(b -> b.putInt(OP_COUNT, 0x05555556)));
        all.put("no text block", changed(b -> b.putInt(DATA_LENGTH, 0)));
        all.put("text block one less", changed(b -> b.putInt(DATA_LENGTH, b.getInt(DATA_LENGTH) - 1)));
        all.put("text block one more", changed(b -> b.putInt(DATA_LENGTH, b.getInt(DATA_LENGTH) + 1)));
        all.put("text block of 2^32 - 1", changed(b -> b.putInt(DATA_LENGTH, -1)));
    }

    private static void operands(Map<String, byte[]> all) {
        for (int code : new int[] {0, 4, 9, 79, 81, 1000, -1}) {
            all.put("opcode " + code, changed(b -> b.putInt(op(3), code)));
        }
        all.put(
                "a stage before an earlier one",
                changed(b -> b.putInt(op(4), Opcode.NEW_SESSION_KEYRING.number())
                        .putInt(op(3), Opcode.EXECUTE.number())
                        .putLong(op(3) + NUMBER, 0)));
        all.put("a word that must be zero", changed(b -> b.putInt(op(6) + ZERO, 1)));
        for (int i = 1; i < PlanOp.MAX_NUMBERS; i++) {
            int at = op(3) + NUMBER + 8 * i;
            all.put("unused number " + i, changed(b -> b.putLong(at, 1)));
        }
        for (long slot : new long[] {0, 1, 4, LaunchPlan.NO_SLOT, (1L << 32) + 2, -1}) {
            all.put("slot " + slot, changed(b -> b.putLong(op(3) + NUMBER, slot)));
        }
        for (long slot : new long[] {0, 1, 4, LaunchPlan.NO_SLOT - 1, LaunchPlan.NO_SLOT + 1, -1}) {
            all.put("optional slot " + slot, changed(b -> b.putLong(op(2) + NUMBER, slot)));
        }
    }

    private static void texts(Map<String, byte[]> all) {
        int data = LaunchPlanCodec.HEADER_BYTES + 7 * LaunchPlanCodec.OP_BYTES;
        int program = ByteBuffer.wrap(valid()).order(ByteOrder.LITTLE_ENDIAN).getInt(op(5) + TEXT);
        all.put("text block that begins with a letter", changed(b -> b.put(data, (byte) 'a')));
        all.put("text block that ends with a letter", changed(b -> b.put(b.capacity() - 1, (byte) 'a')));
        for (int offset : new int[] {2, program, 0x7fffffff, -1}) {
            all.put("text at " + offset, changed(b -> b.putInt(op(0) + TEXT, offset)));
        }
        all.put("second text where the first is", changed(b -> b.putInt(op(0) + TEXT + 4, 1)));
        all.put("an empty text that is not at 0", changed(b -> b.putInt(op(4) + TEXT, program)));
        all.put("a text left out", changed(b -> b.putInt(op(0) + TEXT + 4, 0)));
        all.put("a text cut in two", changed(b -> b.put(data + 3, (byte) 0)));
        all.put("two texts made one", changed(b -> b.put(data + 15, (byte) 'x')));
        all.put("unused text", changed(b -> b.putInt(op(3) + TEXT, 1)));
        all.put("unused second text", changed(b -> b.putInt(op(4) + TEXT + 4, 1)));
        for (long length : new long[] {0, 7, 9, 1L << 32, Long.MAX_VALUE, -1}) {
            all.put("block of " + length, changed(b -> b.putLong(op(5) + NUMBER, length)));
        }
        all.put("block left out", changed(b -> b.putInt(op(5) + TEXT, 0)));
    }

    private static int op(int index) {
        return LaunchPlanCodec.HEADER_BYTES + index * LaunchPlanCodec.OP_BYTES;
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] bytes = valid();
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    private static byte[] longer(int by) {
        byte[] bytes = Arrays.copyOf(valid(), valid().length + by);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(12, bytes.length)
                .putInt(DATA_LENGTH, dataLength() + by);
        return bytes;
    }

    private static int dataLength() {
        return ByteBuffer.wrap(valid()).order(ByteOrder.LITTLE_ENDIAN).getInt(DATA_LENGTH);
    }
}
