package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceLimitsTest {
    @Test
    void roundsMemoryDownToPagesAsTheKernelDoes() {
        assertThat(ResourceLimits.of((64 << 20) + 4095, 1).memoryBytes()).isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @CsvSource({"1048575, 1", "1125899906842625, 1", "1048576, 0", "1048576, 4194305", "-1, 1", "1048576, -1"})
    void refusesWhatTheKernelWouldReadAsUnlimited(long memory, int pids) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceLimits.of(memory, pids))
                .withMessageContaining("must be from");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 0, -1, 8_192_001})
    void refusesAQuotaBelowTheKernelsLeastOrBeyondAllCpus(int milli) {
        ResourceLimits limits = ResourceLimits.of(1 << 20, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.withMilliCpus(milli))
                .withMessageContaining("milliCpus");
    }

    @Test
    void asksForCpusetOnlyWhenCpusAreNamed() {
        ResourceLimits plain = ResourceLimits.of(1 << 20, 1);
        ResourceLimits pinned = new ResourceLimits(
                1 << 20, 1, OptionalInt.empty(), OptionalInt.empty(), Optional.of(CpuSet.parse("0")));
        assertThat(plain.controllers()).doesNotContain(Controller.CPUSET);
        assertThat(pinned.controllers()).contains(Controller.CPUSET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "3,1,2|1-3", "0-3,6|0-3,6", "1,1|1", "8191|8191", "5-6,0-5|0-6"})
    void cpuSetIsSpelledAsTheKernelDoes(String given, String canonical) {
        assertThat(CpuSet.parse(given)).hasToString(canonical).isEqualTo(CpuSet.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1,", "-1", "1-", "3-1", "8192", "0-99999", " 1", "1\n", "٣", "1--2", "+1"})
    void refusesAMalformedCpuSet(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuSet.parse(text))
                .withMessageContaining("CPU");
    }

    @Test
    void refusesAnEndlessCpuSet() {
        String text = "1,".repeat(5000) + "1";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuSet.parse(text))
                .withMessageContaining("4096");
    }
}
