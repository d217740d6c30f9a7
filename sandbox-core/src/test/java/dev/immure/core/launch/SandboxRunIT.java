package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Verdict;
import dev.immure.core.plan.Mount;
import dev.immure.core.resource.Quantity;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.Rlimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real launches on this machine, as root. After each, nothing of the sandbox is left on the host. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxRunIT {
    private static final long MIB = TestSandbox.MIB;

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

    private static void assertFault(TestSandbox sandbox, FaultCode code, String why) {
        assertThatThrownBy(sandbox::run).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(code);
            assertThat(e.fault().on() + ": " + e.fault().why()).contains(why);
        });
    }

    @Test
    void passesOnTheExitStatus() {
        for (int status : new int[] {0, 1, 125, 255}) {
            RunReport report = probe("exit", Integer.toString(status)).run();
            assertThat(report.ending()).isEqualTo(new Ending.Exited(status));
            assertThat(report.cause()).isEqualTo(EndCause.BY_ITSELF);
            assertThat(report.wallNanos()).isPositive();
        }
    }

    @Test
    void tellsTheSignalThatEndedTheProgram() {
        // 6 is what abort(3) sends: as PID 1 it would have been ignored, and reported as 11
        for (int signal : new int[] {6, 9, 11, 15, 31}) {
            TestSandbox sandbox = probe("signal", Integer.toString(signal), "sleep");
            assertThat(sandbox.run().ending()).isEqualTo(new Ending.Signaled(signal));
        }
    }

    @Test
    void passesOnStandardInputToItsEnd() {
        TestSandbox sandbox = probe("cat", "say", "end").stdin("one\ntwo");
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("one\ntwoend\n");
        assertThat(report.stdoutBytes()).isEqualTo(11);
    }

    @Test
    void withoutInputTheProgramReadsItsEnd() {
        TestSandbox sandbox = probe("cat", "say", "end");
        sandbox.run();
        assertThat(sandbox.out()).isEqualTo("end\n");
    }

    @Test
    void doesNotWaitForInputThatTheProgramDoesNotRead() throws IOException {
        try (PipedOutputStream writer = new PipedOutputStream();
                InputStream endless = new PipedInputStream(writer)) {
            assertThat(probe("exit", "4").stdin(endless).run().ending()).isEqualTo(new Ending.Exited(4));
        }
    }

    @Test
    void keepsStandardErrorApart() {
        TestSandbox sandbox = probe("say", "out", "complain", "err");
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("out\n");
        assertThat(sandbox.err()).isEqualTo("err");
        assertThat(report.stdoutBytes()).isEqualTo(4);
        assertThat(report.stderrBytes()).isEqualTo(3);
    }

    @Test
    void aProgramMayCloseItsStreams() {
        TestSandbox sandbox = probe("say", "x", "close", "0", "close", "1", "close", "2", "exit", "4");
        assertThat(sandbox.run().ending()).isEqualTo(new Ending.Exited(4));
        assertThat(sandbox.out()).isEqualTo("x\n");
    }

    @Test
    void aReaderThatGoesAwayDoesNotStopTheProgram() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed");
            }
        };
        assertThat(probe("write", "300000", "exit", "6").stdoutTo(gone).run().ending())
                .isEqualTo(new Ending.Exited(6));
    }

    @Test
    void cpuTimeIsLimited() {
        TestSandbox sandbox = probe("spin").cpuTime(Duration.ofMillis(150));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.CPU_TIME);
        assertThat(report.ending()).isEqualTo(new Ending.Signaled(9));
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.TLE);
        // ten milliseconds on an idle machine; this one may be busy
        assertThat(value(report, Quantity.CPU_NANOS)).isBetween(millis(150), millis(500));
        assertThat(report.wallNanos()).isGreaterThan(millis(100));
    }

    @Test
    void cpuTimeOfAllProcessesCountsTogether() {
        TestSandbox sandbox = probe("spinners", "3", "sleep").cpuTime(Duration.ofMillis(150));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.CPU_TIME);
        assertThat(value(report, Quantity.CPU_NANOS)).isBetween(millis(150), millis(500));
    }

    @Test
    void wallTimeIsLimited() {
        TestSandbox sandbox = probe("sleep").wallTime(Duration.ofMillis(100));
        RunReport report = sandbox.run();
        assertThat(report.cause()).isEqualTo(EndCause.WALL_TIME);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.WTLE);
        assertThat(report.wallNanos()).isBetween(millis(100), millis(2000));
        assertThat(value(report, Quantity.CPU_NANOS)).isLessThan(millis(100));
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
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
        assertThat(probe("exit", "0").run().disk()).contains(new RunReport.DiskUse(0, 0, 0));
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
    void whatRunsOnInTheBackgroundEndsWithTheProgram() {
        RunReport report = probe("background", "5", "exit", "7").run();
        assertThat(report.ending()).isEqualTo(new Ending.Exited(7));
        assertThat(report.cause()).isEqualTo(EndCause.BY_ITSELF);
    }

    @Test
    void spinningChildrenCannotKeepPidOneFromReporting() {
        RunReport report = probe("spinners", "12", "exit", "7").run();
        assertThat(report.ending()).isEqualTo(new Ending.Exited(7));
        assertThat(report.wallNanos()).isLessThan(millis(10_000));
    }

    @Test
    void pidOneReapsWhatHasLostItsParent() {
        TestSandbox sandbox = probe("orphans", "300", "say", "done").pids(8);
        RunReport report = sandbox.run();
        assertThat(sandbox.out()).isEqualTo("done\n");
        assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
    }

    @Test
    void aProgramThatIsNotThereIsNamedSo() {
        assertFault(TestSandbox.command(tree, "missing"), LaunchFault.NOT_FOUND, "ENOENT");
        assertFault(TestSandbox.command(tree, "/bin/missing"), LaunchFault.NOT_FOUND, "ENOENT");
    }

    @Test
    void whatCannotBeExecutedIsNamedSo() {
        assertFault(TestSandbox.command(tree, "/bin"), LaunchFault.NOT_EXECUTABLE, "EACCES");
        assertFault(TestSandbox.command(tree, "/dev/null"), LaunchFault.NOT_EXECUTABLE, "EACCES");
    }

    /** SECCOMP_RET_ERRNO for sendto(2) alone: the failure must be told by another way than the control socket. */
    @Test
    void aFilterCannotHideThatTheProgramWasNotExecuted() throws IOException {
        Path text = Files.writeString(tree.resolve("bin/text"), "no program");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rwxr-xr-x"));
        BpfProgram noSendto = new BpfProgram(new byte[] {
            0x20, 0, 0, 0, 0, 0, 0, 0, // load the number of the call
            0x15, 0, 0, 1, 44, 0, 0, 0, // sendto?
            6, 0, 0, 0, 1, 0, 5, 0, // EPERM
            6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f
        });
        assertFault(
                TestSandbox.command(tree, "/bin/text").filter(noSendto), LaunchFault.NOT_EXECUTABLE, "execve: ENOEXEC");
        Files.delete(text);
    }

    @Test
    void aRunThatIsInterruptedBeforeItsStartIsNotStarted() {
        TestSandbox sandbox = probe("say", "ran");
        sandbox.interrupt();
        assertThatThrownBy(sandbox::run)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(LaunchFault.INTERRUPTED));
        assertThat(sandbox.out()).isEmpty();
    }

    @Test
    void aProgramThatRunsCanBeInterrupted() throws InterruptedException {
        Optional<RunReport> report = Optional.empty();
        // the first byte may be here before PID 1 has told that the program runs; then the launch was interrupted
        for (int i = 0; i < 20 && report.isEmpty(); i++) {
            report = interruptOnce();
        }
        assertThat(report).hasValueSatisfying(r -> {
            assertThat(r.cause()).isEqualTo(EndCause.INTERRUPTED);
            assertThat(r.ending()).isEqualTo(new Ending.Signaled(9));
        });
    }

    private static Optional<RunReport> interruptOnce() throws InterruptedException {
        Announced announced = new Announced();
        TestSandbox sandbox = probe("say", "ready", "sleep").stdoutTo(announced);
        RunInBackground background = new RunInBackground(sandbox);
        announced.await();
        sandbox.interrupt();
        try {
            RunReport report = background.report();
            // and once more, when all is over
            sandbox.interrupt();
            return Optional.of(report);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(LaunchFault.INTERRUPTED);
            return Optional.empty();
        }
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
