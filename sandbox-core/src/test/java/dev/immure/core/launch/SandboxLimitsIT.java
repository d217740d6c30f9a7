package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Verdict;
import dev.immure.core.plan.Mount;
import dev.immure.core.resource.Quantity;
import dev.immure.core.runtime.Rlimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits, in real sandboxes on this machine, as root: each acts, is measured, and gives its verdict. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxLimitsIT {
    private static final long MIB = TestSandbox.MIB;

    /** How much slower than a real machine this one is: the emulated one of tests/vm says 10. */
    private static final long SLOWNESS = Long.getLong("immure.slowness", 1);

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Traces.ofThisProcess().find()).isEmpty();
    }

    private static TestSandbox probe(String... acts) {
        return TestSandbox.of(tree, acts);
    }

    private static long value(RunReport report, Quantity quantity) {
        return Objects.requireNonNull(report.meters().get(quantity)).value();
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void cpuTimeIsLimited() {
        TestSandbox sandbox = probe("spin").cpuTime(Duration.ofMillis(150));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.CPU_TIME);
        assertThat(report.ending()).isEqualTo(new Ending.Signaled(9));
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.TLE);
        // ten milliseconds on an idle machine; this one may be busy
        assertThat(value(report, Quantity.CPU_NANOS)).isBetween(millis(150), SLOWNESS * millis(500));
        // less than that limit: what the set-up used counts too, and an emulated machine takes long for it
        assertThat(report.wallNanos()).isGreaterThan(millis(20));
    }

    @Test
    void cpuTimeOfAllProcessesCountsTogether() {
        TestSandbox sandbox = probe("spinners", "3", "sleep").cpuTime(Duration.ofMillis(150));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.CPU_TIME);
        assertThat(value(report, Quantity.CPU_NANOS)).isBetween(millis(150), SLOWNESS * millis(500));
    }

    @Test
    void wallTimeIsLimited() {
        TestSandbox sandbox = probe("sleep").wallTime(Duration.ofMillis(100));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.WALL_TIME);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.WTLE);
        assertThat(report.wallNanos()).isBetween(millis(100), SLOWNESS * millis(2000));
        assertThat(value(report, Quantity.CPU_NANOS)).isLessThan(SLOWNESS * millis(100));
    }

    @Test
    void outputIsLimitedToTheByte() {
        TestSandbox sandbox = probe("write", "10000000").output(100_000);
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.OUTPUT);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.OLE);
        assertThat(sandbox.stdout.size()).isEqualTo(100_000);
        assertThat(report.stdoutBytes()).isEqualTo(100_000);
    }

    @Test
    void memoryIsLimited() {
        TestSandbox sandbox = probe("touch-memory", "200000000").memory(32 * MIB);
        RunReport report = sandbox.run();
        assertThat(report.ending()).isEqualTo(new Ending.Signaled(9));
        assertThat(value(report, Quantity.OOM_KILLS)).isPositive();
        assertThat(value(report, Quantity.MEMORY_PEAK_BYTES)).isBetween(24 * MIB, 32 * MIB);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.MLE);
    }

    @Test
    void processesAreLimited() {
        TestSandbox sandbox = probe("background", "20").pids(8);
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("fork = -11\n");
        assertThat(value(report, Quantity.PIDS_LIMIT_HITS)).isPositive();
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.PLE);
    }

    /** The processes that put up the sandbox must not be found in its books. */
    @Test
    void aProgramAloneNeverHitsTheLimitOfOneProcess() {
        for (int i = 0; i < 20; i++) {
            TestSandbox sandbox = probe("exit", "1").pids(1);
            RunReport report = sandbox.run();
            assertThat(value(report, Quantity.PIDS_LIMIT_HITS)).isZero();
            assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.RE);
        }
    }

    @Test
    void whatIsWrittenIsMeasured() {
        assertThat(probe("exit", "0").run().disk()).hasValueSatisfying(disk -> {
            assertThat(disk.bytes()).isZero();
            assertThat(disk.inodes()).isZero();
            assertThat(disk.fullMounts()).isZero();
        });
        RunReport report =
                probe("fill", "/file", "1048576", "exit", "0").user(0, 0).run();
        assertThat(report.disk()).hasValueSatisfying(disk -> {
            assertThat(disk.bytes()).isBetween(MIB, MIB + 65_536);
            assertThat(disk.inodes()).isBetween(1L, 3L);
            assertThat(disk.fullMounts()).isZero();
        });
    }

    @Test
    void diskSpaceIsLimited() {
        TestSandbox sandbox = probe("fill", "/file", "20000000").user(0, 0);
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("fill = -28\n");
        assertThat(report.disk().orElseThrow().fullMounts()).isEqualTo(1);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.DQE);
    }

    @Test
    void aTmpfsHasItsOwnLimit() {
        TestSandbox sandbox = probe("fill", "/tmp/file", "20000000")
                .mount(new Mount.Tmpfs("/tmp", 65_536, 10, 01777, Mount.Execution.REFUSED));
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("fill = -28\n");
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.DQE);
    }

    @Test
    void whatIsWrittenIsToldForEachPlace() {
        RunReport report = probe("fill", "/file", "8192", "fill", "/tmp/file", "20000000")
                .user(0, 0)
                .mount(new Mount.Tmpfs("/tmp", 65_536, 10, 01777, Mount.Execution.REFUSED))
                .run();
        assertThat(report.disk().orElseThrow().mounts())
                .filteredOn(use -> !use.place().equals("/dev"))
                .containsExactly(
                        new RunReport.MountUse("/", 8192, 1, false), new RunReport.MountUse("/tmp", 65_536, 1, true));
    }

    @Test
    void lowLimitsOfTheProgramDoNotStopTheLaunch() {
        TestSandbox files = probe("fds").rlimit(Rlimit.Resource.RLIMIT_NOFILE, 3);
        assertThat(files.run().ending()).isEqualTo(new Ending.Exited(0));
        assertThat(probe("exit", "1")
                        .rlimit(Rlimit.Resource.RLIMIT_NPROC, 1)
                        .run()
                        .ending())
                .isEqualTo(new Ending.Exited(1));
        assertThat(probe("exit", "2")
                        .rlimit(Rlimit.Resource.RLIMIT_FSIZE, 0)
                        .run()
                        .ending())
                .isEqualTo(new Ending.Exited(2));
    }

    @Test
    void aLimitIsInForceInTheProgram() {
        TestSandbox sandbox = probe("show", "/proc/self/limits").rlimit(Rlimit.Resource.RLIMIT_NOFILE, 77);
        sandbox.run();
        assertThat(sandbox.out()).containsPattern("Max open files +77 +77 +files");
    }
}
