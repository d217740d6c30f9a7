package dev.immure.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCallTextTest {
    @ParameterizedTest
    @CsvSource({
        "41, 16, 3, socket(AF_NETLINK)",
        "41, 4294967336, 3, socket(AF_VSOCK)",
        "41, 77, 3, socket(0x4d)",
        "16, 0, 0x5412, ioctl(TIOCSTI)",
        "16, 0, 0x100005412, ioctl(TIOCSTI)",
        "16, 0, 0xdead, ioctl(0xdead)",
        "56, 0x30000011, 0, clone(CLONE_NEWUSER|CLONE_NEWPID)",
        "272, 0, 0, unshare(0x0)",
        "165, 1, 2, mount",
        "9999, 1, 2, system call 9999",
        "-1, 1, 2, system call -1"
    })
    void namesACallAndTheArgumentThatTells(int number, String first, String second, String text) {
        assertThat(SystemCallText.describe(number, List.of(Long.decode(first), Long.decode(second), 0L)))
                .isEqualTo(text);
    }
}
