package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaugeTest {
    private static Gauge gauge(CgroupVersion version, Quantity quantity) {
        return Gauge.of(new Hierarchy(version, Path.of("/c"), EnumSet.allOf(Controller.class))).stream()
                .filter(g -> g.quantity() == quantity)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void v2CountsMicrosecondsAndAnswersInNanoseconds() {
        Gauge cpu = gauge(CgroupVersion.V2, Quantity.CPU_NANOS);
        assertThat(cpu.parse("usage_usec 1234\nuser_usec 1000\nsystem_usec 234\n"))
                .isEqualTo(1_234_000);
        assertThat(cpu.meter()).isEqualTo("cgroup-v2 cpu.stat usage_usec");
    }

    @Test
    void findsAKeyOnTheLastLineWithoutNewline() {
        assertThat(gauge(CgroupVersion.V2, Quantity.SYSTEM_NANOS).parse("usage_usec 9\nsystem_usec 2"))
                .isEqualTo(2000);
    }

    @Test
    void aKeyIsAWholeWord() {
        Gauge oom = gauge(CgroupVersion.V1, Quantity.OOM_KILLS);
        assertThat(oom.parse("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n")).isEqualTo(3);
        assertFault(() -> oom.parse("oom_kill_disable 1\nunder_oom 0\n"), CgroupFault.METER, "oom_kill");
    }

    @Test
    void theOomEventsOfV2AreNotItsGroupKills() {
        assertThat(gauge(CgroupVersion.V2, Quantity.OOM_KILLS).parse("max 5\noom 2\noom_kill 1\noom_group_kill 7\n"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max\n", "-1\n", "1 2\n", "0x10\n", "12345678901234567890\n", "1\n2\n"})
    void refusesWhatIsNoNumber(String text) {
        Gauge peak = gauge(CgroupVersion.V1, Quantity.MEMORY_PEAK_BYTES);
        assertFault(() -> peak.parse(text), CgroupFault.METER, "memory.max_usage_in_bytes");
    }

    @Test
    void bothVersionsMeasureWhatAVerdictNeeds() {
        for (CgroupVersion version : CgroupVersion.values()) {
            assertThat(Gauge.of(new Hierarchy(version, Path.of("/c"), EnumSet.allOf(Controller.class))))
                    .extracting(Gauge::quantity)
                    .contains(
                            Quantity.CPU_NANOS,
                            Quantity.USER_NANOS,
                            Quantity.SYSTEM_NANOS,
                            Quantity.OOM_KILLS,
                            Quantity.MEMORY_PEAK_BYTES,
                            Quantity.PIDS_PEAK)
                    .doesNotHaveDuplicates();
        }
    }
}
