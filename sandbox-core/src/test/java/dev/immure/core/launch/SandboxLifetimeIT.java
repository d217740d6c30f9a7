package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCodec;
import dev.immure.core.plan.Octets;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dies, and whenever: nothing of a sandbox outlives those who look after it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxLifetimeIT {
    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    /** The child of this JVM that was spawned from a memory file of that name. */
    private static ProcessHandle monitor() {
        List<ProcessHandle> monitors = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("immure-init"))
                .toList();
        assertThat(monitors).hasSize(1);
        return monitors.getFirst();
    }

    @Test
    void aKilledLauncherLeavesNothing() throws IOException, InterruptedException {
        Process launcher = LauncherProcess.start(":", tree, "background", "3", "say", "ready", "sleep");
        Traces traces = Traces.of(launcher);
        byte[] ready = launcher.getInputStream().readNBytes(6);
        assertThat(new String(ready, StandardCharsets.US_ASCII)).isEqualTo("ready\n");
        assertThat(traces.find())
                .filteredOn(trace -> trace.startsWith("process") && trace.contains("probe"))
                .hasSize(4);
        assertThat(traces.find()).anyMatch(trace -> trace.startsWith("cgroup"));
        launcher.destroyForcibly().waitFor();
        traces.assertNoneSoon();
    }

    @Test
    void aKilledMonitorTakesTheSandboxWithIt() throws InterruptedException {
        Announced announced = new Announced();
        TestSandbox sandbox =
                TestSandbox.of(tree, "background", "3", "say", "ready", "sleep").stdoutTo(announced);
        RunInBackground run = new RunInBackground(sandbox);
        announced.await();
        monitor().destroyForcibly();
        assertThatThrownBy(run::report)
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(LaunchFault.NO_REPORT));
        Traces.ofThisProcess().assertNoneSoon();
    }

    @Test
    void aUmaskOfTheCallerDoesNotLockTheProgramOut() throws IOException, InterruptedException {
        Process launcher = LauncherProcess.start("umask 077", tree, "stat", "/", "stat", "/dev", "stat", "/dev/null");
        String out = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(launcher.waitFor()).isZero();
        assertThat(out.lines())
                .containsExactly(
                        "/ mode 0755 uid 0 gid 0",
                        "/dev mode 0755 uid 0 gid 0",
                        "/dev/null mode 0666 uid 65534 gid 65534");
    }

    @Test
    void signalsThatTheCallerIgnoresAreNotIgnoredInside() throws IOException, InterruptedException {
        Process launcher = LauncherProcess.start("trap '' TERM PIPE INT", tree, "show", "/proc/self/status");
        String out = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(launcher.waitFor()).isZero();
        assertThat(out).contains("SigIgn:\t0000000000000000", "SigBlk:\t0000000000000000");
    }

    /** With vm.memfd_noexec (Linux 6.3, one for each pid namespace) the kernel adds a seal to every memory file. */
    @Test
    void aHostThatAllowsNoExecutableMemoryFilesCanLaunch() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/sys/vm/memfd_noexec")), "this kernel has no vm.memfd_noexec");
        String namespace = "set -- unshare --pid --fork --mount-proc sh -c "
                + "'echo 1 >/proc/sys/vm/memfd_noexec && exec \"$@\"' sh \"$@\"";
        Process launcher = LauncherProcess.start(namespace, tree, "say", "ran");
        String out = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(launcher.waitFor()).isZero();
        assertThat(out).isEqualTo("ran\n");
    }

    /** A monitor that waits for the id maps of its first namespace, and what it was given. */
    private static final class Waiting implements AutoCloseable {
        final Path parent;
        final int pid;
        final ControlChannel channel;

        Waiting(Path parent) throws ErrnoException, IOException {
            this.parent = parent;
            Files.createDirectory(parent.resolve("cgroup"));
            Octets map = Octets.ofText("0 1879048192 65536");
            LaunchPlan plan = new LaunchPlan(
                    List.of(
                            new PlanOp(Opcode.MAKE_USER_NAMESPACE, List.of(3L, 1_879_113_727L), List.of(map, map)),
                            new PlanOp(Opcode.REMOVE_DIRECTORY, List.of(2L), List.of(Octets.ofText("cgroup")))),
                    List.of(new HostHandle.CgroupParent("test")),
                    4);
            Fd[] sockets = Descriptors.socketPair();
            channel = new ControlChannel(sockets[0]);
            try (Fd program = InitProgram.open();
                    Fd bytes = Descriptors.sealedMemfd("plan", LaunchPlanCodec.encode(plan));
                    Fd nothing = Descriptors.open("/dev/null", Descriptors.O_RDWR);
                    Fd folder = Descriptors.open(parent.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY);
                    Fd inside = sockets[1]) {
                List<Fd> passed = List.of(nothing, nothing, nothing, inside, bytes, folder);
                pid = Processes.spawn(program, List.of("immure-init"), passed);
            }
            assertThat(channel.receive()).contains(new LaunchRecord.Alive(LaunchPlan.VERSION));
            // two records in any order: the helper is there, and asks
            assertThat(List.of(channel.receive(), channel.receive())).allMatch(java.util.Optional::isPresent);
        }

        @Override
        public void close() throws ErrnoException {
            channel.close();
            Processes.waitFor(pid);
        }
    }

    @Test
    void theProcessOfANamespaceEndsWithAKilledMonitor(@TempDir Path parent) throws ErrnoException, IOException {
        try (Waiting waiting = new Waiting(parent)) {
            ProcessHandle.of(waiting.pid).orElseThrow().destroyForcibly();
            // the socket ends when the last process that holds it is gone
            assertThat(waiting.channel.receive()).isEmpty();
        }
    }

    @Test
    void aMonitorWhoseParentDiesDuringTheSetUpRemovesTheCgroup(@TempDir Path parent)
            throws ErrnoException, IOException {
        try (Waiting waiting = new Waiting(parent)) {
            assertThat(waiting.parent.resolve("cgroup")).exists();
        }
        assertThat(parent.resolve("cgroup")).doesNotExist();
    }

    @Test
    void aParentThatSendsSomethingElseEndsTheLaunch(@TempDir Path parent) throws ErrnoException, IOException {
        try (Waiting waiting = new Waiting(parent)) {
            waiting.channel.signal(15);
            assertThat(waiting.channel.receive()).contains(new LaunchRecord.Failed(0, 71 /* EPROTO */));
            assertThat(waiting.channel.receive()).isEmpty();
        }
    }
}
