package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On the cgroups of this very machine, as root. */
class CgroupsIT {
    private static final long MIB = 1 << 20;
    private static final CgroupLayout LAYOUT = CgroupLayout.detect();

    private static String freshId() {
        return "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    private static SandboxCgroup create(ResourceLimits limits) {
        return Cgroups.create(LAYOUT, freshId(), limits);
    }

    /** A shell that waits for a line, so that it can be put into the cgroup before it does anything. */
    private static Process inside(SandboxCgroup cgroup, String script) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "read go; " + script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (Fd procs : cgroup.procsFds()) {
            write(procs, Long.toString(shell.pid()));
        }
        return shell;
    }

    private static void write(Fd file, String text) throws IOException {
        try {
            Descriptors.write(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (ErrnoException e) {
            throw new IOException(e);
        }
    }

    private static int run(SandboxCgroup cgroup, String script) throws IOException, InterruptedException {
        Process shell = inside(cgroup, script);
        shell.getOutputStream().write('\n');
        shell.getOutputStream().close();
        if (!shell.waitFor(90, TimeUnit.SECONDS)) {
            shell.destroyForcibly().waitFor();
            throw new AssertionError("did not end: " + script);
        }
        return shell.exitValue();
    }

    private static long value(SandboxCgroup cgroup, Quantity quantity) {
        return cgroup.meters().read(quantity).orElseThrow().value();
    }

    @Test
    void leavesNoDirectoryBehind() throws Exception {
        List<Path> directories;
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 8))) {
            directories = cgroup.directories();
            assertThat(directories).isNotEmpty().allMatch(Files::isDirectory);
            assertThat(run(cgroup, "exit 3")).isEqualTo(3);
        }
        assertThat(directories).noneMatch(Files::exists);
    }

    /** As immure-init does it: in a user namespace where it is nobody, through a file that root has opened. */
    @Test
    void aProcessJoinsThroughTheOpenedFileAfterItHasLostItsPrivileges() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 8))) {
            StringBuilder script = new StringBuilder();
            for (Path directory : cgroup.directories()) {
                script.append("exec 9> ").append(directory.resolve("cgroup.procs"));
                script.append("; unshare -U sh -c 'echo 0 >&9; grep -q /").append(directory.getFileName());
                script.append("$ /proc/self/cgroup' || exit 1; ");
            }
            Process shell = new ProcessBuilder("/bin/sh", "-c", script.toString()).start();
            assertThat(shell.waitFor()).isZero();
        }
    }

    @Test
    void memoryLimitKillsAndIsCounted() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(32 * MIB, 8))) {
            assertThat(cgroup.meters().oomKills()).isZero();
            // tail keeps what it reads until the end of the input, and /dev/zero has neither lines nor an end
            assertThat(run(cgroup, "tail /dev/zero")).isEqualTo(128 + 9);
            assertThat(cgroup.meters().oomKills()).isPositive();
            assertThat(value(cgroup, Quantity.MEMORY_PEAK_BYTES)).isBetween(24 * MIB, 32 * MIB);
            assertThat(value(cgroup, Quantity.SWAP_BYTES)).isZero();
        }
    }

    @Test
    void pageCacheIsToldApartAndDroppedBeforeAnythingIsKilled() throws Exception {
        Path file = Files.createTempFile("immure", ".bin");
        try (SandboxCgroup cgroup = create(ResourceLimits.of(24 * MIB, 8))) {
            assertThat(run(cgroup, "head -c 50331648 /dev/zero > " + file)).isZero();
            assertThat(value(cgroup, Quantity.PAGE_CACHE_BYTES)).isGreaterThan(4 * MIB);
            assertThat(value(cgroup, Quantity.ANONYMOUS_BYTES)).isLessThan(4 * MIB);
            assertThat(cgroup.meters().oomKills()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void oomKillsOfOneSandboxAreNotSeenInAnother() throws Exception {
        try (SandboxCgroup greedy = create(ResourceLimits.of(16 * MIB, 8));
                SandboxCgroup modest = create(ResourceLimits.of(16 * MIB, 8))) {
            run(greedy, "tail /dev/zero");
            run(modest, "true");
            assertThat(greedy.meters().oomKills()).isPositive();
            assertThat(modest.meters().oomKills()).isZero();
        }
    }

    @Test
    void pidsLimitStopsFork() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 1))) {
            // dash(1) ends with status 2 when it cannot fork for a subshell
            assertThat(run(cgroup, "(exit 0); exit 0")).isEqualTo(2);
        }
    }

    @Test
    void pidsPeakAndRefusedForksAreCounted() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 2))) {
            run(cgroup, "/bin/true | /bin/true | /bin/true");
            assertThat(value(cgroup, Quantity.PIDS_LIMIT_HITS)).isPositive();
            cgroup.meters()
                    .read(Quantity.PIDS_PEAK)
                    .ifPresent(peak -> assertThat(peak.value()).isEqualTo(2));
        }
    }

    @Test
    void cpuTimeOfEndedChildrenIsCounted() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16))) {
            run(cgroup, "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done' & wait; exit 0");
            long used = cgroup.meters().cpuTimeNanos();
            assertThat(used).isBetween(TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.SECONDS.toNanos(20));
            long split = value(cgroup, Quantity.USER_NANOS) + value(cgroup, Quantity.SYSTEM_NANOS);
            assertThat(split).isBetween(used / 2, used * 2);
        }
    }

    @Test
    void cpuQuotaThrottles() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16).withMilliCpus(100))) {
            long start = System.nanoTime();
            // Long enough for many periods: what the first one lets pass must not count for much.
            run(cgroup, "i=0; while [ $i -lt 80000 ]; do i=$((i+1)); done");
            long wall = System.nanoTime() - start;
            assertThat(value(cgroup, Quantity.THROTTLED_NANOS)).isPositive();
            // a tenth of a CPU: at least five times as long as the time used, whatever else the machine does
            assertThat(wall).isGreaterThan(5 * cgroup.meters().cpuTimeNanos());
        }
    }

    @Test
    void cpuSetIsInForce() throws Exception {
        ResourceLimits limits = new ResourceLimits(
                64 * MIB, 16, OptionalInt.empty(), OptionalInt.of(50), Optional.of(CpuSet.parse("0")));
        try (SandboxCgroup cgroup = create(limits)) {
            assertThat(run(cgroup, "grep -qx 'Cpus_allowed_list:[[:space:]]*0' /proc/self/status"))
                    .isZero();
        }
    }

    @Test
    void swapIsBoundedByTheKernelItself() throws Exception {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16))) {
            Path memory = cgroup.directories().stream()
                    .filter(d -> Files.exists(d.resolve("memory.stat")))
                    .findFirst()
                    .orElseThrow();
            boolean v1 = Files.exists(memory.resolve("memory.memsw.limit_in_bytes"));
            String file = v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max";
            assertThat(Files.readString(memory.resolve(file)).strip()).isEqualTo(v1 ? "" + 64 * MIB : "0");
        }
    }

    @Test
    void everyReadingNamesItsMeter() {
        try (SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16))) {
            assertThat(cgroup.meters().readAll())
                    .containsKeys(Quantity.CPU_NANOS, Quantity.MEMORY_PEAK_BYTES, Quantity.OOM_KILLS)
                    .allSatisfy((quantity, reading) ->
                            assertThat(reading.meter()).startsWith("cgroup-v").contains(" "));
        }
    }

    @Test
    void removalPairsRemoveWhatTheyName() throws Exception {
        SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16));
        for (Removal removal : cgroup.removals()) {
            Path parent = Path.of("/proc/self/fd/" + removal.parent().number()).toRealPath();
            Files.delete(parent.resolve(removal.name()));
        }
        assertThat(cgroup.directories()).noneMatch(Files::exists);
        // and what is gone already is no fault
        cgroup.close();
    }

    @Test
    void whatIsLeftInsideIsKilledOnV2AndNamedOnV1() throws Exception {
        SandboxCgroup cgroup = create(ResourceLimits.of(64 * MIB, 16));
        Process shell = inside(cgroup, "exit 0");
        try {
            if (LAYOUT instanceof CgroupLayout.V2) {
                cgroup.close();
                assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(shell.exitValue()).isEqualTo(128 + 9);
            } else {
                assertFault(cgroup::close, CgroupFault.LEFT, "EBUSY, processes: " + shell.pid());
            }
        } finally {
            shell.destroyForcibly().waitFor();
            for (Path directory : cgroup.directories()) {
                Files.deleteIfExists(directory);
            }
        }
        assertThat(cgroup.directories()).noneMatch(Files::exists);
    }
}
