package dev.immure.core.plan;

import dev.immure.core.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One kernel step with its operands, in the order of its opcode's table row.
 *
 * @param numbers at most four; slots among them
 * @param texts at most two
 */
public record PlanOp(Opcode opcode, List<Long> numbers, List<Octets> texts) {
    static final int MAX_NUMBERS = 4;
    static final int MAX_TEXTS = 2;

    public PlanOp {
        Objects.requireNonNull(opcode, "opcode is null");
        numbers = List.copyOf(numbers);
        texts = List.copyOf(texts);
        long wantedNumbers =
                opcode.operands().stream().filter(Operand::isNumber).count();
        long wantedTexts = opcode.operands().size() - wantedNumbers;
        if (numbers.size() != wantedNumbers || texts.size() != wantedTexts) {
            throw new IllegalArgumentException(opcode + " takes " + wantedNumbers + " numbers and " + wantedTexts
                    + " texts, not " + numbers.size() + " and " + texts.size());
        }
        boolean sized = opcode.operands().stream().anyMatch(o -> o.kind() == Operand.Kind.BYTES);
        if (sized && numbers.getFirst() != texts.getLast().length()) {
            throw new IllegalArgumentException(opcode + ": the length does not match its bytes");
        }
    }

    /** Operands in the table's order: {@code Number}, {@code String} or {@link Octets}. */
    static PlanOp of(Opcode opcode, Object... operands) {
        List<Long> numbers = new ArrayList<>();
        List<Octets> texts = new ArrayList<>();
        for (Object operand : operands) {
            switch (operand) {
                case Number number -> numbers.add(number.longValue());
                case String text -> texts.add(Octets.ofText(text));
                case Octets octets -> texts.add(octets);
                default -> throw new IllegalArgumentException("not an operand: " + operand.getClass());
            }
        }
        return new PlanOp(opcode, numbers, texts);
    }

    /**
     * For people, on one line: {@code mount-tmpfs bytes=67108864 … path=/tmp}. Program bytes are shown by their length, and
     * control characters as escapes.
     */
    public String describe() {
        StringBuilder line = new StringBuilder(opcode.label());
        int number = 0;
        int text = 0;
        for (Operand operand : opcode.operands()) {
            line.append(' ').append(operand.name()).append('=');
            switch (operand.kind()) {
                case DECIMAL -> line.append(Long.toUnsignedString(numbers.get(number++)));
                case OCTAL -> line.append('0').append(Long.toOctalString(numbers.get(number++)));
                case BITS -> line.append("0x").append(Long.toHexString(numbers.get(number++)));
                case SLOT, OPTIONAL_SLOT -> line.append(slotName(numbers.get(number++)));
                case TEXT -> line.append(Escape.control(texts.get(text++).asText()));
                case BYTES -> line.append(texts.get(text++).length()).append(" bytes");
            }
        }
        return line.toString();
    }

    private static String slotName(long slot) {
        return slot == LaunchPlan.NO_SLOT ? "none" : "#" + slot;
    }
}
