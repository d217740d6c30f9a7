package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Ending;
import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.Copies;
import dev.immure.core.resource.Quantity;
import dev.immure.core.runtime.ProtectedPaths;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program tries against the launch itself and against the host. The filter allows everything: it is not what holds here. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxAttackIT {
    private static final int EPERM = -1;

    private static final int ENOENT = -2;

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

    private static List<String> linesOf(TestSandbox sandbox) {
        assertThat(sandbox.run().ending()).isEqualTo(new Ending.Exited(0));
        return sandbox.out().lines().toList();
    }

    @Test
    void noDescriptorButTheStreamsReachesTheProgram() {
        assertThat(linesOf(probe("fds"))).containsExactly("fd 0", "fd 1", "fd 2");
    }

    /** 0 is PID 1's own id at its start, and 65,534 the highest that a program can have. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 65_534})
    void pidOneIsOutOfReach(int id) {
        assertPidOneIsOutOfReach(probe("attack-init", "exit", "3").user(id, id));
        // Landlock keeps signals and ptrace(2) away as well (scoped since ABI 6): here the ids must do it alone
        assertPidOneIsOutOfReach(probe("attack-init", "exit", "3").user(id, id).withoutLandlock());
        // and also where PID 1 may become the program's user in the end
        assertPidOneIsOutOfReach(probe("attack-init", "exit", "3")
                .user(id, id)
                .withoutLandlock()
                .copyOut("/none", Copies.Presence.OPTIONAL, directory.resolve("none")));
    }

    private static void assertPidOneIsOutOfReach(TestSandbox sandbox) {
        RunReport report = sandbox.run();
        // it has reported, so it is still the one that was started
        assertThat(report.ending()).isEqualTo(new Ending.Exited(3));
        assertThat(report.disk()).isPresent();
        assertThat(sandbox.out().lines())
                .containsExactly(
                        "kill = " + EPERM,
                        "stop = " + EPERM,
                        "term = " + EPERM,
                        "prlimit = " + EPERM,
                        "setpriority = " + EPERM,
                        "setscheduler = " + EPERM,
                        "setaffinity = " + EPERM,
                        "ptrace = " + EPERM,
                        "seize = " + EPERM,
                        "process_vm_readv = " + EPERM,
                        // proc(5), hidepid=invisible: the name can be guessed, but nothing in it opened
                        "proc = 3",
                        "mem = " + ENOENT,
                        "fd = " + ENOENT,
                        "root = " + ENOENT);
    }

    @Test
    void aStormOfSignalsDoesNotStopPidOneFromReporting() {
        RunReport report =
                probe("signal-init", "10", "20000", "exit", "3").user(0, 0).run();
        assertThat(report.ending()).isEqualTo(new Ending.Exited(3));
        assertThat(report.disk()).isPresent();
    }

    @Test
    void memoryOfManyProcessesIsMemoryOfTheProgram() {
        TestSandbox sandbox = probe("hogs", "5", "8000000", "sleep")
                .memory(24 * TestSandbox.MIB)
                .wallTime(Duration.ofSeconds(1));
        RunReport report = sandbox.run();
        assertThat(Objects.requireNonNull(report.meters().get(Quantity.OOM_KILLS))
                        .value())
                .isPositive();
        assertThat(report.wallNanos()).isPositive();
    }

    /** The kernel charges them to the owner of the user namespace too: that must not be the host's root. */
    @Test
    void cannotUseUpWhatTheHostsRootHasOfInotify() throws IOException, InterruptedException {
        Announced announced = new Announced();
        TestSandbox greedy = probe("exhaust", "inotify", "say", "done", "sleep").stdoutTo(announced);
        RunInBackground run = new RunInBackground(greedy);
        announced.await();
        // the host's root still gets one: the JDK's watch service is made of it
        try (WatchService own = FileSystems.getDefault().newWatchService()) {
            assertThat(own).isNotNull();
        } finally {
            greedy.interrupt();
        }
        assertThat(run.report().cause()).isEqualTo(EndCause.INTERRUPTED);
    }

    @Test
    void cannotUseUpTheTerminalsOfTheHost() {
        assertThat(linesOf(probe("exhaust", "/dev/ptmx"))).containsExactly("/dev/ptmx = 64", "refused = -28");
    }

    @Test
    void theHostDoesNotShowThrough() throws ErrnoException {
        Optional<Fd> nameless = DetachedMounts.forDevices();
        nameless.ifPresent(Fd::close);
        boolean nodesHaveNoPath = nameless.isPresent();
        List<String> lines = linesOf(probe(
                "show",
                "/proc/self/mountinfo",
                "show",
                "/proc/self/cgroup",
                "show",
                "/proc/net/dev",
                "show",
                "/proc/uptime",
                "show",
                "/proc/sys/kernel/hostname"));
        // Before Linux 6.15 the place of the device nodes can be seen, as with any bind mount (SECURITY.md).
        assertThat(lines.stream().filter(line -> nodesHaveNoPath || !line.contains("/state/ids/0.dev/")))
                .noneMatch(line ->
                        line.contains(directory.toString()) || line.contains("/..") || line.contains("immure-"));
        assertThat(lines.stream()
                        .filter(line -> line.endsWith(":/") || line.matches("[0-9]+:.*"))
                        .toList())
                .isNotEmpty();
        assertThat(lines.stream()
                        .filter(line -> line.matches(" *[a-z0-9]+: .*"))
                        .map(String::strip)
                        .toList())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("lo:");
        // the clocks begin with the sandbox, rounded down to a second
        assertThat(Double.parseDouble(lines.get(lines.size() - 2).split(" ", -1)[0]))
                .isBetween(0.0, 20.0);
        assertThat(lines.getLast()).isEqualTo("probe");
    }

    @Test
    void theProgramSeesOnlyItself() {
        assertThat(linesOf(probe("list", "/proc")))
                .filteredOn(name -> name.matches("[0-9]+"))
                .containsExactly("2");
    }

    @Test
    void theProgramHasNoPrivilegesEvenAsRoot() {
        assertThat(linesOf(probe("show", "/proc/self/status").user(0, 0)))
                .contains(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2",
                        "SigBlk:\t0000000000000000",
                        "SigIgn:\t0000000000000000",
                        "Groups:\t ",
                        "Umask:\t0022");
    }

    @Test
    void itsSessionIsItsOwn() {
        assertThat(linesOf(probe("show", "/proc/self/status"))).contains("NSpid:\t2", "NSpgid:\t2", "NSsid:\t2");
        TestSandbox terminal = probe("open-read", "/dev/tty");
        // ENXIO: no controlling terminal
        assertThat(linesOf(terminal)).containsExactly("open = -6");
    }

    @Test
    void theHostsDevicesCanBeUsedButNotTouched() throws IOException {
        Path device = Path.of("/dev/null");
        FileTime before = Files.getLastModifiedTime(device);
        assertThat(linesOf(
                        probe("open-write", "/dev/null", "touch", "/dev/null").user(0, 0)))
                .containsExactly("open = 3", "utimensat = -30");
        assertThat(Files.getLastModifiedTime(device)).isEqualTo(before);
    }

    @Test
    void standardStreamsCanBeOpenedByName() {
        assertThat(linesOf(probe("open-write", "/dev/stdout", "open-write", "/dev/stderr", "open-read", "/dev/stdin")))
                .containsExactly("open = 3", "open = 4", "open = 5");
        TestSandbox input = probe("show", "/dev/stdin").stdin("by name");
        input.run();
        assertThat(input.out()).isEqualTo("by name");
    }

    @Test
    void nestedUserNamespacesAreClosed() {
        assertThat(linesOf(probe(
                                "show",
                                "/proc/sys/user/max_user_namespaces",
                                "put",
                                "/proc/sys/user/max_user_namespaces",
                                "9")
                        .user(0, 0)))
                .containsExactly("0", "put = -13");
    }

    @Test
    void maskedPathsAreEmptyAndReadOnlyOnesAreNotWritten() {
        TestSandbox sandbox = probe("show", "/proc/keys", "list", "/proc/bus", "put", "/proc/sys/kernel/hostname", "x")
                .user(0, 0)
                .paths(new ProtectedPaths(List.of("/proc/keys", "/proc/bus", "/proc/not-here"), List.of("/proc/sys")));
        assertThat(linesOf(sandbox)).containsExactlyInAnyOrder(".", "..", "put = -13");
    }
}
