package dev.immure.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether the probe tells a wall from a gap. An attempt that said "stopped" whatever it met would make every attack test
 * pass: so each is run where its wall is missing, and has to say so. unshare(1) gives namespaces of our own and nothing
 * else; setpriv(1) takes privileges away.
 */
class ProbeIT {
    private static final List<String> NAMESPACES = List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--pid",
            "--fork",
            "--net",
            "--ipc",
            "--uts",
            "--cgroup",
            "--time",
            "--boottime",
            "-100",
            "--mount-proc");
    private static final List<String> UNPRIVILEGED =
            List.of("setpriv", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all");

    @TempDir
    Path temporary;

    private Path probe = Path.of("");

    private record Attempt(String wall, String name, String what, String result) {}

    private record Run(int status, List<String> output, String errors) {}

    @BeforeEach
    void unpack() throws IOException {
        probe = temporary.resolve("probe");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("probe"), "no probe was built")) {
            Files.copy(in, probe);
        }
        Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.setuid",
                "user.unshare",
                "user.clone",
                "user.clone-bit32",
                "user.clone3",
                "mount.unshare",
                "mount.mount",
                "mount.fsopen",
                "mount.open_tree",
                "mount.move_mount",
                "mount.mount_setattr",
                "mount.pivot_root",
                "mount.umount",
                "mount.chroot",
                "pid.init-environ",
                "net.netlink",
                "net.netlink-bit32",
                "net.packet",
                "net.packet-bit32",
                "net.raw",
                "uts.sethostname",
                "uts.setdomainname",
                "capabilities.held",
                "capabilities.bounding",
                "no_new_privs.flag",
                "seccomp.mode",
                "seccomp.i386",
                "seccomp.ptrace",
                "seccomp.process_vm_readv",
                "seccomp.pidfd_getfd",
                "seccomp.setns",
                "seccomp.keyctl",
                "seccomp.add_key",
                "seccomp.request_key",
                "seccomp.personality",
                "seccomp.personality-bit32",
                "seccomp.tiocsti",
                "seccomp.tiocsti-bit32",
                "seccomp.tioclinux",
                "seccomp.tioclinux-bit32",
                "landlock.whiteout",
                "files.sys",
                "files.devices",
                "files.core_pattern",
                "limits.core",
                "limits.raise",
                "session.own",
            })
    void saysOpenWhereNamespacesAreTheOnlyWall(String attempt) throws IOException, InterruptedException {
        Run run = inNamespaces(List.of(), attempt);
        assertThat(only(run).result()).startsWith("OPEN");
        assertThat(run.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.namespace",
                "mount.namespace",
                "pid.namespace",
                "net.namespace",
                "ipc.namespace",
                "uts.namespace",
                "cgroup.namespace",
                "time.namespace",
                "user.map",
                "pid.kill",
                "pid.proc",
                "net.interfaces",
                "net.loopback",
                "net.outside",
                "net.unix-sockets",
                "ipc.segments",
                "cgroup.path",
                "time.clock_settime",
                "files.block-device",
                "files.memory-device",
                "cwd.inside",
                "cwd.climb",
                "session.terminal",
            })
    void saysStoppedOrHiddenWhereNamespacesStand(String attempt) throws IOException, InterruptedException {
        Run run = inNamespaces(List.of(), attempt);
        assertThat(only(run).result()).matches("(stopped|hidden).*");
        assertThat(run.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid.kill", "pid.proc", "net.namespace", "user.namespace", "user.map", "cgroup.namespace"})
    void saysOpenOnTheHost(String attempt) throws IOException, InterruptedException {
        String[] outside = {ownNamespace("net"), ownNamespace("user"), ownNamespace("cgroup")};
        Run run = run(List.of(probe.toString(), outside[0], outside[1], outside[2], attempt));
        assertThat(only(run).result()).startsWith("OPEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount.unshare",
                "mount.mount",
                "mount.fsopen",
                "mount.open_tree",
                "mount.move_mount",
                "mount.mount_setattr",
                "mount.pivot_root",
                "mount.umount",
                "mount.chroot",
                "net.packet",
                "net.raw",
                "uts.sethostname",
                "capabilities.held",
                "capabilities.bounding",
                "capabilities.ambient",
                "no_new_privs.flag",
                "user.setuid",
            })
    void saysStoppedWhereCapabilitiesAreGone(String attempt) throws IOException, InterruptedException {
        Run run = inNamespaces(UNPRIVILEGED, attempt);
        assertThat(only(run).result()).startsWith("stopped");
        assertThat(run.status()).isZero();
    }

    @Test
    void tellsALimitedDiskFromAnUnlimitedOne() throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=4m,nr_inodes=100 none /mnt && exec \"$0\" \"$@\"";
        List<String> limited = List.of("sh", "-c", mount);
        assertThat(only(inNamespaces(limited, "disk.fill", "/mnt", "8388608")).result())
                .isEqualTo("stopped: ENOSPC, bytes written: 4194304");
        assertThat(only(inNamespaces(limited, "disk.fill", "/mnt", "1048576")).result())
                .isEqualTo("OPEN: it worked, bytes written: 1048576");
        assertThat(only(inNamespaces(limited, "disk.inodes", "/mnt")).result())
                .matches("stopped: ENOSPC, files made: [0-9]+");
    }

    @Test
    void tellsAProcessLimit() throws IOException, InterruptedException {
        // RLIMIT_NPROC counts per user: one that nobody else is. It does not bind root (setrlimit(2)).
        List<String> command = List.of(
                "setpriv",
                "--reuid=54321",
                "--clear-groups",
                "--inh-caps=-all",
                "prlimit",
                "--nproc=20",
                probe.toString(),
                "limits.fork");
        assertThat(only(run(command)).result()).isEqualTo("stopped: EAGAIN, processes made: 18");
    }

    @Test
    void namesDescriptorsLeftOpen() throws IOException, InterruptedException {
        assertThat(only(run(List.of(
                                "sh", "-c", "exec \"$0\" descriptors.open 3>&- 4>&- 7</dev/null", probe.toString())))
                        .result())
                .startsWith("OPEN: also open:")
                .contains(" 7");
    }

    @Test
    void readsOnlyWhatIsAskedForByItsEnvironmentAttempt() throws IOException, InterruptedException {
        List<String> command = List.of("env", "-i", "A=1", "SECRET=2", probe.toString(), "environment.minimal");
        assertThat(only(run(command)).result()).isEqualTo("hidden: variables: 2");
        List<String> named = new ArrayList<>(command);
        named.add("SECRET");
        assertThat(only(run(named)).result()).isEqualTo("OPEN: SECRET");
    }

    @Test
    void reachesAListenerOnTheLoopbackItShares() throws IOException, InterruptedException {
        try (var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(server.getLocalPort());
            assertThat(only(run(List.of(probe.toString(), "net.loopback", port)))
                            .result())
                    .isEqualTo("OPEN: it worked");
            assertThat(only(inNamespaces(List.of(), "net.loopback", port)).result())
                    .startsWith("stopped");
        }
    }

    @Test
    void tellsASetUserIdFileThatWorksFromOneThatDoesNot() throws IOException, InterruptedException {
        Path copy = temporary.resolve("probe-setuid");
        Files.copy(probe, copy);
        Files.setAttribute(copy, "unix:mode", 0104755);
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=54321", "--clear-groups"));
        List<String> attempt = List.of(probe.toString(), "no_new_privs.setuid-file", copy.toString());
        command.addAll(attempt);
        assertThat(only(run(command)).result()).isEqualTo("OPEN: it worked");
        command.add(1, "--no-new-privs");
        assertThat(only(run(command)).result()).isEqualTo("stopped: EPERM");
        assertThat(only(run(attempt.subList(0, 2))).result()).startsWith("skipped");
    }

    @Test
    void tellsAProcessThatCanBeSignalledFromOneOutside() throws IOException, InterruptedException {
        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(only(run(List.of(probe.toString(), "landlock.signal", self))).result())
                .isEqualTo("OPEN: it worked");
        assertThat(only(inNamespaces(List.of(), "landlock.signal", self)).result())
                .isEqualTo("stopped: ESRCH");
    }

    @Test
    void tellsAnAbstractSocketThatCanBeReachedFromOneOutside() throws IOException, InterruptedException {
        String name = "immure-test-" + ProcessHandle.current().pid();
        Process listener = new ProcessBuilder(probe.toString(), "listen", name, "60000").start();
        try {
            assertThat(listener.inputReader().readLine()).isEqualTo("listening");
            assertThat(only(run(List.of(probe.toString(), "landlock.abstract", name)))
                            .result())
                    .isEqualTo("OPEN: it worked");
            assertThat(only(inNamespaces(List.of(), "landlock.abstract", name)).result())
                    .isEqualTo("stopped: ECONNREFUSED");
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void tellsASharedMemorySegmentThatCanBeReachedFromOneOutside() throws IOException, InterruptedException {
        // The key is random, and may be negative; the namespace takes the segments with it.
        String script =
                "key=0; until [ $key -gt 0 ]; do ipcmk -M 64 >&2; key=$(awk 'END {print $1}' /proc/sysvipc/shm);"
                        + " done; \"$0\" ipc.segment $key; exec unshare --ipc \"$0\" ipc.segment $key";
        Run run = run(List.of("unshare", "--ipc", "sh", "-c", script, probe.toString()));
        assertThat(run.output().stream().map(ProbeIT::parse).map(Attempt::result))
                .as(run.errors())
                .containsExactly("OPEN: it worked", "stopped: ENOENT");
    }

    @Test
    void everyAttemptIsListedOnce() throws IOException, InterruptedException {
        List<String> names = run(List.of(probe.toString(), "list")).output();
        Map<String, Long> count =
                names.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(count.values()).containsOnly(1L);
        assertThat(names.stream().filter(name -> name.contains("."))).hasSizeGreaterThan(90);
    }

    @Test
    void aWallRunsItsAttemptsInOneGo() throws IOException, InterruptedException {
        Run run = inNamespaces(List.of(), "uts");
        assertThat(run.output().stream().map(ProbeIT::parse).map(Attempt::name))
                .containsExactly("namespace", "sethostname", "setdomainname");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void anUnknownNameTriesNothing() throws IOException, InterruptedException {
        Run run = run(List.of(probe.toString(), "user.nonsense"));
        assertThat(run.output()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void toolsDoWhatTheirNamesSay() throws IOException, InterruptedException {
        assertThat(tool("exit", "7").status()).isEqualTo(7);
        assertThat(tool("signal", "15").status()).isEqualTo(128 + 15);
        assertThat(tool("args", "a b", "", "ü").output()).containsExactly("a b", "", "ü");
        assertThat(String.join("\n", tool("write", "100").output())).hasSize(100);
        assertThat(tool("stderr", "64").errors()).hasSize(64);
        assertThat(tool("alloc", "1048576").output()).containsExactly("touched 1048576");
        assertThat(tool("fork", "3").output()).containsExactly("made 3");
        assertThat(tool("cat", "/proc/self/comm").output()).containsExactly("probe");
        assertThat(tool("cat", "/nowhere").errors()).isEqualTo("open: ENOENT\n");
        assertThat(tool("spin", "1").status()).isZero();
        assertThat(tool("sleep", "1").status()).isZero();
        assertThat(tool("id").output()).anyMatch(line -> line.startsWith("CapBnd:"));
        assertThat(tool("ns").output()).contains(ownNamespace("net"));
        assertThat(tool("fds").output()).contains("0", "1", "2");
        assertThat(tool("exec", probe.toString(), "exit", "3").status()).isEqualTo(3);
        assertThat(tool("exit").errors()).startsWith("usage: probe exit N");
    }

    @Test
    void toolsFillFilesAndInodes() throws IOException, InterruptedException {
        Path file = temporary.resolve("filled");
        assertThat(tool("fill", file.toString(), "70000").status()).isZero();
        assertThat(file).hasSize(70000);
        Path directory = Files.createDirectory(temporary.resolve("inodes"));
        assertThat(tool("inodes", directory.toString(), "12").output()).containsExactly("made 12");
        assertThat(directory)
                .isDirectoryContaining(path -> path.getFileName().toString().equals("11"));
    }

    @Test
    void isStaticWithoutAnInterpreter() throws IOException {
        byte[] elf = Files.readAllBytes(probe);
        assertThat(new String(elf, StandardCharsets.ISO_8859_1))
                .startsWith("\u007fELF")
                .doesNotContain("ld-linux");
    }

    private Run tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$0\" \"$@\"", probe.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run inNamespaces(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(NAMESPACES);
        command.addAll(wrapper);
        command.add(probe.toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run run(List<String> command) throws IOException, InterruptedException {
        Path errors = temporary.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(errors.toFile())
                .start();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output, Files.readString(errors));
    }

    private static String ownNamespace(String name) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString();
    }

    private static Attempt only(Run run) {
        assertThat(run.output()).as(run.errors()).hasSize(1);
        return parse(run.output().getFirst());
    }

    private static Attempt parse(String line) {
        String[] fields = line.split("\t", -1);
        assertThat(fields).as(line).hasSize(4);
        return new Attempt(fields[0], fields[1], fields[2], fields[3]);
    }
}
