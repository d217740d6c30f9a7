package dev.immure.core.plan;

import java.util.function.Predicate;

/** Writes plan_ops.h, the C side's view of {@link Opcode}. A test compares it with the file in src/main/c. */
final class PlanOpsHeader {
    private PlanOpsHeader() {}

    static String generate() {
        StringBuilder out = new StringBuilder("""
                /* Generated from Opcode.java by PlanOpsHeader.java; PlanOpsHeaderTest holds the two equal. Do not edit. */
                #ifndef IMMURE_PLAN_OPS_H
                #define IMMURE_PLAN_OPS_H

                #define PLAN_VERSION @VERSION@u

                /* OP(name, number, stage, numbers, slots, optional, texts, blob): how many numbers and texts it has; slots = bit i
                 * set when number i is a slot, optional = when that may be SLOT_NONE; blob = 1 + index of the text that is a
                 * block of number[0] bytes, 0 for none. */
                """.replace("@VERSION@", String.valueOf(LaunchPlanCodec.VERSION)));
        out.append("#define PLAN_OPS(OP)");
        for (Opcode opcode : Opcode.values()) {
            out.append(" \\\n    OP(")
                    .append(opcode.name())
                    .append(", ")
                    .append(opcode.number())
                    .append(", ")
                    .append(opcode.stage().number())
                    .append(", ")
                    .append(opcode.operands().stream().filter(Operand::isNumber).count())
                    .append(", ")
                    .append(numberBits(opcode, Operand::isSlot))
                    .append(", ")
                    .append(numberBits(opcode, operand -> operand.kind() == Operand.Kind.OPTIONAL_SLOT))
                    .append(", ")
                    .append(textCount(opcode))
                    .append(", ")
                    .append(blobIndex(opcode))
                    .append(')');
        }
        out.append("\n\nenum {\n");
        for (Opcode opcode : Opcode.values()) {
            out.append("    OP_")
                    .append(opcode.name())
                    .append(" = ")
                    .append(opcode.number())
                    .append(",\n");
        }
        return out.append("};\n\n#endif\n").toString();
    }

    private static int numberBits(Opcode opcode, Predicate<Operand> which) {
        int bits = 0;
        int index = 0;
        for (Operand operand : opcode.operands()) {
            if (which.test(operand)) {
                bits |= 1 << index;
            }
            index += operand.isNumber() ? 1 : 0;
        }
        return bits;
    }

    private static long textCount(Opcode opcode) {
        return opcode.operands().stream().filter(operand -> !operand.isNumber()).count();
    }

    private static int blobIndex(Opcode opcode) {
        int index = 0;
        for (Operand operand : opcode.operands()) {
            if (operand.kind() == Operand.Kind.BYTES) {
                return index + 1;
            }
            index += operand.isNumber() ? 0 : 1;
        }
        return 0;
    }
}
