package dev.immure.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeValuesTest {
    /** The compiler's own headers: gcc, which the build needs, brings them along (package linux-libc-dev). */
    private static Map<String, Integer> defined(String header, String prefix) throws IOException {
        Matcher define = Pattern.compile("#\\s*define\\s+(" + prefix + "\\w+)\\s+(\\d+)\\b")
                .matcher(Files.readString(Path.of("/usr/include", header)));
        Map<String, Integer> numbers = new HashMap<>();
        while (define.find()) {
            numbers.put(define.group(1), Integer.valueOf(define.group(2)));
        }
        return numbers;
    }

    @Test
    void capabilitiesHaveTheNumbersOfTheKernel() throws IOException {
        Map<String, Integer> kernel = defined("linux/capability.h", "CAP_");
        for (Capability capability : Capability.values()) {
            assertThat(kernel).containsEntry(capability.name(), Long.numberOfTrailingZeros(capability.bit()));
        }
    }

    @Test
    void rlimitsHaveTheNumbersOfTheKernel() throws IOException {
        Map<String, Integer> kernel = defined("asm-generic/resource.h", "RLIMIT_");
        for (Rlimit.Resource resource : Rlimit.Resource.values()) {
            assertThat(kernel).containsEntry(resource.name(), resource.number());
        }
    }

    @Test
    void systemCallsHaveTheNumbersOfTheKernel() throws IOException {
        Map<String, Integer> kernel = defined("x86_64-linux-gnu/asm/unistd_64.h", "__NR_");
        assertThat(kernel).hasSizeGreaterThan(300);
        kernel.forEach((name, number) -> {
            if (number <= SystemCallTable.last()) {
                assertThat(SystemCallTable.number(name.substring("__NR_".length())))
                        .as(name)
                        .hasValue(number);
            }
        });
    }

    @Test
    void capabilitySetsIntersect() {
        CapabilitySet two = CapabilitySet.parse(List.of("CAP_KILL", "CAP_CHOWN"));
        CapabilitySet other = CapabilitySet.parse(List.of("CAP_KILL", "CAP_SETUID"));
        assertThat(two.bits()).isEqualTo(0b100001);
        assertThat(two.intersect(other).capabilities()).containsExactly(Capability.CAP_KILL);
        assertThat(two.isSubsetOf(other)).isFalse();
        assertThat(two.intersect(other).isSubsetOf(other)).isTrue();
        assertThat(CapabilitySet.empty().bits()).isZero();
        assertThat(CapabilitySet.empty().isSubsetOf(two)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAP_ALL", "cap_kill", "KILL", "", "CAP_KILL "})
    void refusesACapabilityThatLinuxDoesNotHave(String name) {
        assertThatThrownBy(() -> CapabilitySet.parse(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no capability");
    }

    @Test
    void anRlimitIsUnsigned() {
        Rlimit unlimited = new Rlimit(Rlimit.Resource.RLIMIT_AS, 1, Rlimit.UNLIMITED);
        assertThat(new Rlimit(Rlimit.Resource.RLIMIT_AS, 1, 1).isWithin(unlimited))
                .isTrue();
        assertThat(unlimited.isWithin(new Rlimit(Rlimit.Resource.RLIMIT_AS, 1, 1)))
                .isFalse();
        assertThatThrownBy(() -> new Rlimit(Rlimit.Resource.RLIMIT_AS, Rlimit.UNLIMITED, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above the hard");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1024, 1024",
        "1b, 1",
        "64k, 65536",
        "64M, 67108864",
        "1g, 1073741824",
        "8388607t, 9223370937343148032"
    })
    void readsSizes(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1.5g", "1 m", "1mb", "0x10", "8388608t", "9223372036854775808", "١"})
    void refusesWhatIsNotASize(String text) {
        assertThatThrownBy(() -> Quantity.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "1.5s, PT1.5S", "10m, PT10M", "1h, PT1H", "0.000001ms, PT0.000000001S", "0s, PT0S"})
    void readsDurations(String text, Duration duration) {
        assertThat(Quantity.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1.s", ".5s", "-1s", "1S", "1d", "0.0000001ms", "999999999h"})
    void refusesWhatIsNotADuration(String text) {
        assertThatThrownBy(() -> Quantity.duration(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "proc", "/proc/", "//proc", "/proc//sys", "/proc/..", "/./proc", "/a\nb", "/a\0"})
    void refusesAPathThatIsNotNormal(String path) {
        assertThatThrownBy(() -> new ProtectedPaths(List.of(path), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("normal form");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 4097 * 8})
    void refusesBytesThatAreNoProgram(int length) {
        assertThatThrownBy(() -> new BpfProgram(new byte[length])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProgramDoesNotChangeAfterwards() {
        byte[] code = new byte[8];
        BpfProgram program = new BpfProgram(code);
        code[0] = 1;
        program.code()[0] = 1;
        assertThat(program).isEqualTo(new BpfProgram(new byte[8]));
    }

    @Test
    void refusesAnErrnoThatWouldLookLikeSuccess() {
        assertThatThrownBy(() -> new SeccompAction.Errno(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SeccompAction.Errno(4096)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesARuleForACallThatDoesNotExist() {
        assertThatThrownBy(() -> new SeccompRule(Set.of("reed"), SeccompAction.ALLOW, List.of(), "r"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reed");
    }

    @Test
    void refusesToLetUnknownCallsThrough() {
        assertThatThrownBy(() -> new SeccompProfile(new SeccompAction.Errno(1), SeccompAction.LOG, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refused");
    }
}
