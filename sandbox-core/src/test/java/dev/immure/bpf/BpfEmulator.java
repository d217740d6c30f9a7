package dev.immure.bpf;

import dev.immure.core.runtime.BpfProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a seccomp filter in Java. Takes the instructions that seccomp(2) takes and libseccomp writes, and throws on
 * anything else, so that no filter passes on an instruction that was not understood.
 */
public final class BpfEmulator {
    public static final int X86_64 = 0xc000003e;
    public static final int I386 = 0x40000003;

    /** struct seccomp_data (linux/seccomp.h). */
    private static final int DATA_BYTES = 64;

    private final ByteBuffer code;
    private int steps;

    public BpfEmulator(BpfProgram program) {
        this.code = ByteBuffer.wrap(program.code()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The value the filter returns for a call of the native ABI. */
    public int run(int number, long... arguments) {
        return runAs(X86_64, number, arguments);
    }

    /** The value the filter returns for a call of any ABI. */
    public int runAs(int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(architecture).putLong(0x7fff_dead_beefL);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        return execute(data);
    }

    /** How many instructions the last run took. */
    public int steps() {
        return steps;
    }

    private int execute(ByteBuffer data) {
        int accumulator = 0;
        int at = 0;
        for (steps = 1; ; steps++) {
            int operation = code.getShort(at) & 0xffff;
            int constant = code.getInt(at + 4);
            at += BpfProgram.INSTRUCTION_BYTES;
            switch (operation) {
                case 0x20 -> accumulator = load(data, constant);
                case 0x54 -> accumulator &= constant;
                case 0x05 -> at += Math.multiplyExact(constant, BpfProgram.INSTRUCTION_BYTES);
                case 0x06 -> {
                    return constant;
                }
                default -> at += jump(at, compare(operation, accumulator, constant));
            }
        }
    }

    private static int load(ByteBuffer data, int offset) {
        if (offset % 4 != 0) {
            throw new IllegalStateException("seccomp_check_filter refuses an unaligned load");
        }
        return data.getInt(offset);
    }

    private static boolean compare(int operation, int accumulator, int constant) {
        int order = Integer.compareUnsigned(accumulator, constant);
        return switch (operation) {
            case 0x15 -> order == 0;
            case 0x25 -> order > 0;
            case 0x35 -> order >= 0;
            case 0x45 -> (accumulator & constant) != 0;
            default -> throw new IllegalStateException("unknown instruction 0x" + Integer.toHexString(operation));
        };
    }

    private int jump(int next, boolean taken) {
        int instruction = next - BpfProgram.INSTRUCTION_BYTES;
        int distance = code.get(instruction + (taken ? 2 : 3)) & 0xff;
        return distance * BpfProgram.INSTRUCTION_BYTES;
    }
}
