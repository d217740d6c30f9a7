package dev.immure.fuzz.attack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** Program headers of a 64-bit ELF file (elf(5)). */
final class ElfHeaders {
    static final int DYNAMIC = 2;
    static final int INTERPRETER = 3;

    private static final int OFFSET_AT = 32;
    private static final int SIZE_AT = 54;
    private static final int COUNT_AT = 56;

    private ElfHeaders() {}

    static List<Integer> types(byte[] elf) {
        ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        int start = Math.toIntExact(file.getLong(OFFSET_AT));
        int size = file.getShort(SIZE_AT);
        return IntStream.range(0, file.getShort(COUNT_AT))
                .map(i -> file.getInt(start + i * size))
                .boxed()
                .toList();
    }
}
