package dev.immure.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentWidthsTest {
    @ParameterizedTest
    @CsvSource({
        "socket, 0, 32",
        "socket, 2, 32",
        "ioctl, 1, 32",
        "ioctl, 2, 64",
        "fcntl, 1, 32",
        "personality, 0, 32",
        "kill, 0, 32",
        "mknod, 1, 16",
        "open, 2, 16",
        "read, 0, 32",
        "read, 2, 64",
        "mprotect, 2, 64",
        "execve, 0, 64",
        "getpid, 0, 64"
    })
    void knowsHowManyBitsTheKernelReads(String call, int index, int bits) {
        assertThat(ArgumentWidths.bits(call, index)).isEqualTo(bits);
    }

    /** Declared as longs and cut to 32 bits inside: kernel_clone's lower_32_bits, fget's unsigned int. */
    @ParameterizedTest
    @CsvSource({"clone, 0", "mmap, 4", "readv, 0", "pwritev2, 0"})
    void knowsWhatIsCutInside(String call, int index) {
        assertThat(ArgumentWidths.bits(call, index)).isEqualTo(32);
    }

    @Test
    void namesNoCallThatThereIsNot() {
        long narrow = SystemCallTable.all().values().stream()
                .filter(name ->
                        java.util.stream.IntStream.range(0, 6).anyMatch(index -> ArgumentWidths.bits(name, index) < 64))
                .count();
        assertThat(narrow).isEqualTo(277);
    }
}
