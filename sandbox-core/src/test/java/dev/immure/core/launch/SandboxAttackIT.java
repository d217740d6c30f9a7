package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.plan.Mount;
import dev.immure.core.resource.Quantity;
import dev.immure.core.runtime.ProtectedPaths;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program, or an image, tries against the launch itself. The filter allows everything: it is not what holds here. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxAttackIT {
    private static final int EPERM = -1;
    private static final int ENOENT = -2;

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    private final List<Path> links = new ArrayList<>();

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(Traces.ofThisProcess().find()).isEmpty();
        // before JUnit removes the folder, and warns of links that lead out of it
        for (Path link : links) {
            Files.delete(link);
        }
    }

    private static TestSandbox probe(String... acts) {
        return TestSandbox.of(tree, acts);
    }

    private static List<String> linesOf(TestSandbox sandbox) {
        assertThat(sandbox.run().ending()).isEqualTo(new Ending.Exited(0));
        return sandbox.out().lines().toList();
    }

    private void link(Path image, String name, String target) throws IOException {
        links.add(Files.createSymbolicLink(image.resolve(name), Path.of(target)));
    }

    private Path image(String... directories) throws IOException {
        Path image = Files.createTempDirectory(directory, "image");
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : directories) {
            Files.createDirectories(image.resolve(name));
        }
        return image;
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
    void theHostDoesNotShowThrough() {
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
        assertThat(lines)
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

    @Test
    void aReadOnlyRootIsReadOnlyForItsRootToo() {
        assertThat(linesOf(probe("mkdir", "/made", "mkdir", "/tmp/made", "touch", "/bin/probe")
                        .user(0, 0)
                        .readOnlyRoot()
                        .mount(new Mount.Tmpfs("/tmp", 65_536, 10, 01777, Mount.Execution.REFUSED))))
                .containsExactly("mkdir = -30", "mkdir = 0", "utimensat = -30");
    }

    @Test
    void aWritableRootIsAnotherOneForEachRun() {
        for (int i = 0; i < 2; i++) {
            assertThat(linesOf(probe("mkdir", "/made", "unlink", "/bin/probe").user(0, 0)))
                    .containsExactly("mkdir = 0", "unlink = 0");
        }
        assertThat(tree.resolve("made")).doesNotExist();
        assertThat(tree.resolve("bin/probe")).exists();
    }

    /** What is missing on the way to a mount point is made below the root of the container, and nowhere else. */
    @Test
    void missingParentsAreNotMadeOnTheHost() {
        String name = "immure-" + ProcessHandle.current().pid();
        TestSandbox sandbox = probe("stat", "/" + name + "/a/b", "stat", "/tmp/" + name + "/c")
                .mount(new Mount.Tmpfs("/" + name + "/a/b", 65_536, 10, 0755, Mount.Execution.REFUSED))
                .workingDirectory("/tmp/" + name + "/c");
        assertThat(linesOf(sandbox))
                .containsExactly(
                        "/" + name + "/a/b mode 0755 uid 0 gid 0", "/tmp/" + name + "/c mode 0755 uid 0 gid 0");
        assertThat(Path.of("/" + name)).doesNotExist();
        assertThat(Path.of("/tmp/" + name)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"proc,/etc", "proc,.", "dev,/", "sys,/proc", "proc,/nonexistent"})
    void refusesAnImageInWhichASpecialDirectoryIsALink(String name, String target) throws IOException {
        Path image = image();
        link(image, name, target);
        TestSandbox sandbox = TestSandbox.of(image, "say", "ran").layer(tree);
        assertThatThrownBy(sandbox::run).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(LaunchFault.STEP);
            assertThat(e.fault().on()).isEqualTo("require-directory path=/" + name);
            assertThat(e.fault().remedy()).contains("not a plain directory");
        });
        assertThat(sandbox.out()).isEmpty();
    }

    @Test
    void followsAnInnocentLinkInsideTheRootOnly() throws IOException {
        Path image = image("run", "var");
        link(image, "var/run", "/run");
        link(image, "var/up", "../../../../run");
        for (String link : List.of("/var/run/x", "/var/up/y")) {
            TestSandbox sandbox = TestSandbox.of(image, "stat", "/run/" + link.substring(link.length() - 1))
                    .layer(tree)
                    .mount(new Mount.Tmpfs(link, 65_536, 10, 0700, Mount.Execution.REFUSED));
            assertThat(linesOf(sandbox)).first().asString().contains("mode 0700 uid 0");
        }
    }

    @Test
    void aFileOfTheImageCannotTakeThePlaceOfADevice() throws IOException {
        Path image = image("dev");
        link(image, "dev/null", "/proc/self/mem");
        assertThat(linesOf(TestSandbox.of(image, "stat", "/dev/null").layer(tree)))
                .containsExactly("/dev/null mode 0666 uid 65534 gid 65534");
    }

    @Test
    void launchesTheMostLayersThatOneMountTakes() throws IOException {
        TestSandbox sandbox = probe("list", "/");
        for (int i = 1; i < 106; i++) {
            sandbox.layer(image("layer-" + i));
        }
        assertThat(linesOf(sandbox))
                .containsAll(IntStream.range(1, 106).mapToObj(i -> "layer-" + i).toList());
    }

    @Test
    void whatAWritableBindReceivesBelongsToItsOwner() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.setAttribute(out, "unix:uid", 4321);
        Files.setAttribute(out, "unix:gid", 8765);
        TestSandbox sandbox = probe("fill", "/out/file", "5", "mkdir", "/out/made")
                .mount(new Mount.Bind(
                        out.toString(),
                        "/out",
                        Mount.Kind.DIRECTORY,
                        Mount.Access.READ_WRITE,
                        new Mount.Owner(4321, 8765)));
        assertThat(linesOf(sandbox)).containsExactly("fill = 0", "mkdir = 0");
        assertThat(Files.getAttribute(out.resolve("file"), "unix:uid")).isEqualTo(4321);
        assertThat(Files.getAttribute(out.resolve("made"), "unix:gid")).isEqualTo(8765);
    }

    /** The one who may write there may not make anything for somebody else: no file of root's can appear. */
    @Test
    void aWritableBindIsClosedToEverybodyButItsOwner() throws IOException {
        Path out = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(out, "unix:uid", 4321);
        Files.setAttribute(out, "unix:gid", 8765);
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
        Mount bind = new Mount.Bind(
                out.toString(), "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, new Mount.Owner(4321, 8765));
        TestSandbox sandbox =
                probe("touch", "/out", "mkdir", "/out/made").user(1000, 1000).mount(bind);
        assertThat(linesOf(sandbox)).containsExactly("utimensat = 0", "mkdir = 0");
        assertThat(Files.getAttribute(out.resolve("made"), "unix:uid")).isEqualTo(4321);
    }

    @Test
    void aReadOnlyBindIsReadOnlyForItsRootToo() throws IOException {
        Path in = Files.createDirectory(directory.resolve("in"));
        Files.writeString(in.resolve("file"), "text");
        Files.setPosixFilePermissions(in, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestSandbox sandbox = probe("show", "/in/file", "say", "", "mkdir", "/in/made", "touch", "/in/file")
                .user(0, 0)
                .mount(new Mount.Bind(
                        in.toString(), "/in", Mount.Kind.DIRECTORY, Mount.Access.READ_ONLY, new Mount.Owner(0, 0)));
        assertThat(linesOf(sandbox)).containsExactly("text", "mkdir = -30", "utimensat = -30");
    }
}
