package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.runtime.BpfProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    void whatRunsOnInTheBackgroundEndsWithTheProgram() {
        RunReport report = probe("background", "5", "exit", "7").run();
        assertThat(report.ending()).isEqualTo(new Ending.Exited(7));
        assertThat(report.cause()).isEqualTo(EndCause.BY_ITSELF);
    }

    @Test
    void spinningChildrenCannotKeepPidOneFromReporting() {
        RunReport report = probe("spinners", "12", "exit", "7").run();
        assertThat(report.ending()).isEqualTo(new Ending.Exited(7));
        assertThat(report.wallNanos()).isLessThan(TimeUnit.SECONDS.toNanos(10));
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
}
