package dev.immure.core.plan;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A launch plan as bytes, for immure-init: header, ops of one fixed size, text block; little-endian
 * (docs/launch-plan.md). The decoder serves tests: the one that counts is plan.c, and the two are tested against each
 * other.
 */
public final class LaunchPlanCodec {
    static final long MAGIC = 0x4e4c505255454d49L;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 32;
    static final int OP_BYTES = 48;
    static final int MAX_BYTES = 4 << 20;

    private static final Map<Integer, Opcode> BY_NUMBER = new TreeMap<>();

    static {
        for (Opcode opcode : Opcode.values()) {
            BY_NUMBER.put(opcode.number(), opcode);
        }
    }

    private LaunchPlanCodec() {}

    /**
     * The bytes of a plan.
     *
     * @throws IllegalArgumentException when they would be more than 4 MiB
     */
    public static byte[] encode(LaunchPlan plan) {
        long length = size(plan);
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("the plan has " + length + " bytes, the limit is " + MAX_BYTES);
        }
        TextBlock texts = new TextBlock();
        ByteBuffer ops = littleEndian(plan.ops().size() * OP_BYTES);
        for (PlanOp op : plan.ops()) {
            encodeOp(op, texts, ops);
        }
        byte[] data = texts.finish();
        byte[] bytes = new byte[(int) length];
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(MAGIC)
                .putInt(VERSION)
                .putInt((int) length)
                .putInt(plan.ops().size());
        all.putInt(data.length).putInt(plan.passedSlots()).putInt(plan.totalSlots());
        all.put(ops.flip()).put(data);
        return bytes;
    }

    /** How many bytes {@link #encode} would need, without reserving them. */
    static long size(LaunchPlan plan) {
        long texts = plan.ops().stream()
                .flatMap(op -> op.texts().stream())
                .mapToLong(text -> text.length() == 0 ? 0 : text.length() + 1L)
                .sum();
        return HEADER_BYTES + (long) OP_BYTES * plan.ops().size() + 1 + texts;
    }

    private static void encodeOp(PlanOp op, TextBlock texts, ByteBuffer into) {
        into.putInt(op.opcode().number());
        for (int i = 0; i < PlanOp.MAX_TEXTS; i++) {
            into.putInt(i < op.texts().size() ? texts.add(op.texts().get(i)) : 0);
        }
        into.putInt(0);
        for (int i = 0; i < PlanOp.MAX_NUMBERS; i++) {
            into.putLong(i < op.numbers().size() ? op.numbers().get(i) : 0);
        }
    }

    /** The ops of encoded bytes; empty when plan.c must refuse them as well. */
    static Optional<List<PlanOp>> decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes.length > MAX_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean known = in.getLong() == MAGIC && in.getInt() == VERSION && in.getInt() == bytes.length;
        long count = Integer.toUnsignedLong(in.getInt());
        long dataLength = Integer.toUnsignedLong(in.getInt());
        long passed = Integer.toUnsignedLong(in.getInt());
        long total = Integer.toUnsignedLong(in.getInt());
        boolean bounded = count >= 1
                && count <= LaunchPlan.MAX_OPS
                && dataLength >= 1
                && HEADER_BYTES + count * OP_BYTES + dataLength == bytes.length
                && passed >= LaunchPlan.FIRST_HANDLE_SLOT
                && passed <= total
                && total <= LaunchPlan.MAX_SLOTS;
        if (!known || !bounded) {
            return Optional.empty();
        }
        byte[] data = Arrays.copyOfRange(bytes, bytes.length - (int) dataLength, bytes.length);
        return data[0] == 0 ? decodeOps(in, (int) count, new TextReader(data), total) : Optional.empty();
    }

    private static Optional<List<PlanOp>> decodeOps(ByteBuffer in, int count, TextReader data, long totalSlots) {
        List<PlanOp> ops = new ArrayList<>(count);
        int stage = 0;
        for (int i = 0; i < count; i++) {
            Optional<PlanOp> op = decodeOp(in, data, totalSlots);
            if (op.isEmpty() || op.get().opcode().stage().number() < stage) {
                return Optional.empty();
            }
            stage = op.get().opcode().stage().number();
            ops.add(op.get());
        }
        return data.isAtEnd() ? Optional.of(List.copyOf(ops)) : Optional.empty();
    }

    private static Optional<PlanOp> decodeOp(ByteBuffer in, TextReader data, long totalSlots) {
        Opcode opcode = BY_NUMBER.get(in.getInt());
        long[] offsets = {Integer.toUnsignedLong(in.getInt()), Integer.toUnsignedLong(in.getInt())};
        int zero = in.getInt();
        long[] numbers = {in.getLong(), in.getLong(), in.getLong(), in.getLong()};
        if (opcode == null || zero != 0) {
            return Optional.empty();
        }
        List<Long> wanted = new ArrayList<>();
        List<Octets> texts = new ArrayList<>();
        for (Operand operand : opcode.operands()) {
            if (operand.isNumber()) {
                long number = numbers[wanted.size()];
                if (operand.isSlot() && !LaunchPlan.isSlot(operand, number, totalSlots)) {
                    return Optional.empty();
                }
                wanted.add(number);
            } else {
                long offset = offsets[texts.size()];
                Optional<Octets> text =
                        operand.kind() == Operand.Kind.BYTES ? data.block(offset, numbers[0]) : data.text(offset);
                if (text.isEmpty()) {
                    return Optional.empty();
                }
                texts.add(text.get());
            }
        }
        boolean clean = areZero(numbers, wanted.size()) && areZero(offsets, texts.size());
        return clean ? Optional.of(new PlanOp(opcode, wanted, texts)) : Optional.empty();
    }

    private static boolean areZero(long[] values, int from) {
        return Arrays.stream(values, from, values.length).allMatch(value -> value == 0);
    }

    /** Takes texts from the block in the one order in which {@link TextBlock} puts them there. */
    private static final class TextReader {
        private static final Octets EMPTY = Octets.of(new byte[0]);

        private final byte[] data;
        private int next = 1;

        TextReader(byte[] data) {
            this.data = data;
        }

        boolean isAtEnd() {
            return next == data.length;
        }

        Optional<Octets> text(long offset) {
            if (offset == 0) {
                return Optional.of(EMPTY);
            }
            int end = next;
            while (end < data.length && data[end] != 0) {
                end++;
            }
            return take(offset, end - next);
        }

        Optional<Octets> block(long offset, long length) {
            if (offset == 0) {
                return length == 0 ? Optional.of(EMPTY) : Optional.empty();
            }
            return take(offset, length);
        }

        /** What is not empty, stands here, lies inside and is followed by NUL. */
        private Optional<Octets> take(long offset, long length) {
            if (offset != next || length < 1 || length >= data.length - next || data[next + (int) length] != 0) {
                return Optional.empty();
            }
            byte[] text = Arrays.copyOfRange(data, next, next + (int) length);
            next += text.length + 1;
            return Optional.of(Octets.of(text));
        }
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Texts one after another, each followed by NUL; offset 0 is the empty text. */
    private static final class TextBlock {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        TextBlock() {
            bytes.write(0);
        }

        int add(Octets text) {
            if (text.length() == 0) {
                return 0;
            }
            int offset = bytes.size();
            bytes.writeBytes(text.toByteArray());
            bytes.write(0);
            return offset;
        }

        byte[] finish() {
            return bytes.toByteArray();
        }
    }
}
