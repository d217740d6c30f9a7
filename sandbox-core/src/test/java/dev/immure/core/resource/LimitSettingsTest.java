package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LimitSettingsTest {
    private static final ResourceLimits ALL = new ResourceLimits(
            64 << 20, 100, OptionalInt.of(1500), OptionalInt.of(50), Optional.of(CpuSet.parse("3,0-1")));

    private static String written(CgroupVersion version, ResourceLimits limits) {
        Hierarchy hierarchy = new Hierarchy(version, Path.of("/c"), EnumSet.allOf(Controller.class));
        StringBuilder out = new StringBuilder();
        for (Setting setting : LimitSettings.of(hierarchy, limits, "0-1")) {
            out.append(setting.file()).append('=').append(setting.value()).append('\n');
        }
        return out.toString();
    }

    @Test
    void v1WritesMemoryBeforeMemoryAndSwap() {
        assertThat(written(CgroupVersion.V1, ALL)).isEqualTo("""
                memory.limit_in_bytes=67108864
                memory.memsw.limit_in_bytes=67108864
                memory.swappiness=0
                memory.kmem.tcp.limit_in_bytes=67108864
                memory.oom_control=0
                pids.max=100
                cpu.cfs_period_us=100000
                cpu.cfs_quota_us=150000
                cpu.shares=512
                cpuset.cpus=0-1,3
                cpuset.mems=0-1
                """);
    }

    @Test
    void v2ForbidsSwapBeforeItBoundsMemory() {
        assertThat(written(CgroupVersion.V2, ALL)).isEqualTo("""
                memory.swap.max=0
                memory.oom.group=1
                memory.max=67108864
                pids.max=100
                cpu.max=150000 100000
                cpu.weight=50
                cpuset.cpus=0-1,3
                """);
    }

    @Test
    void withoutCpuLimitsNothingIsWrittenForTheCpu() {
        assertThat(written(CgroupVersion.V2, ResourceLimits.of(64 << 20, 1))).isEqualTo("""
                memory.swap.max=0
                memory.oom.group=1
                memory.max=67108864
                pids.max=1
                """);
    }

    @Test
    void aHierarchyGetsOnlyTheLimitsOfItsOwnControllers() {
        Hierarchy pids = new Hierarchy(CgroupVersion.V1, Path.of("/c"), EnumSet.of(Controller.PIDS));
        assertThat(LimitSettings.of(pids, ALL, "")).containsExactly(Setting.required("pids.max", 100));
    }
}
