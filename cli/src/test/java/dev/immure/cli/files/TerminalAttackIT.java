package dev.immure.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.attack.PlanEdits;
import dev.immure.core.plan.Opcode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program on a terminal tries against that of its caller, and what lies below a bind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressForbidden(reason = "unshare(1) gives the test a mount namespace of its own")
class TerminalAttackIT {
    /** ioctl(2) on the terminal with each request as it is, and with a bit that the kernel does not look at. */
    private static final String PUSH = """
            import ctypes, errno
            libc = ctypes.CDLL(None, use_errno=True)
            key = ctypes.create_string_buffer(b"x")
            for request in (0x5412, 0x541c):
                for high in (0, 1 << 32, 1 << 63):
                    ctypes.set_errno(0)
                    number = ctypes.c_ulong(request | high)
                    libc.syscall(ctypes.c_long(16), ctypes.c_long(0), number, key)
                    print("push", errno.errorcode.get(ctypes.get_errno(), "done"))
            """;

    private final Path folder;
    private final Bench bench;

    TerminalAttackIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.bench = Bench.open(folder);
    }

    private static List<String> pushes(List<String> lines) {
        // What got through is echoed before the line that tells of it.
        return lines.stream()
                .filter(line -> line.contains("push "))
                .map(line -> line.substring(line.indexOf("push ")))
                .toList();
    }

    /** CVE-2017-5226, CVE-2019-10063: TIOCSTI and TIOCLINUX, on a terminal that is really there. */
    @Test
    void E16_E17_nothingIsPushedIntoATerminal() throws IOException {
        String script = "python3 -c '" + PUSH + "'";
        assertThat(pushes(bench.run(List.of("-t"), script).out().lines().toList()))
                .hasSize(6)
                .containsOnly("push EPERM");
        assertThat(pushes(bench.weakened(PlanEdits.without(Opcode.SECCOMP), List.of("-t"), script)
                        .lines()))
                .hasSize(6)
                .contains("push done")
                .doesNotContain("push EPERM");
    }

    /** The caller's terminal is nowhere inside: not as a descriptor, not in /dev, not as a name in /proc. */
    @Test
    void theCallersTerminalIsNotPassedIn() throws IOException {
        Path file = Files.writeString(
                folder.resolve("descriptors"),
                bench.commandLine(
                                List.of("-it"),
                                "for fd in /proc/self/fd/*; do readlink $fd; done; ls /dev/pts; echo x > /dev/tty; stat -c %d /dev/pts/0")
                        + "\nstat -c %d $(tty)\n");
        try (Typist typist = Typist.begin(file)) {
            List<String> lines = typist.awaitEnd().lines().toList();
            assertThat(lines).contains("x");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("/dev/pts/"))
                    .hasSize(3)
                    .containsOnly("/dev/pts/0");
            // The same name, and another file system.
            assertThat(lines.getLast()).isNotEqualTo(lines.get(lines.size() - 2));
        }
    }

    /** A read-only bind of a tree with a mount below it: other runners wrote to that, and honoured its devices. */
    @Test
    void E15_theFlagsOfABindHoldBelowItToo() throws IOException {
        Path bound = Files.createDirectories(folder.resolve("bound/below")).getParent();
        Files.setAttribute(bound, "unix:uid", 1000);
        Files.setAttribute(bound, "unix:gid", 1000);
        String inside = "grep -c \" /ro/below ro,nosuid,nodev\" /proc/self/mountinfo;"
                + " grep -c \" /rw/below rw,nosuid,nodev\" /proc/self/mountinfo;"
                + " touch /ro/below/x 2>/dev/null || echo refused; head -c 1 /ro/below/zero 2>/dev/null || echo no device";
        String run = bench.commandLine(List.of("-v", bound + ":/ro", "-v", bound + ":/rw:rw"), inside);
        Path script = Files.writeString(
                folder.resolve("mount"),
                "mount -t tmpfs -o mode=1777,suid,dev none " + bound + "/below && mknod -m 666 " + bound
                        + "/below/zero c 1 5 && exec " + run);
        Process process = new ProcessBuilder("unshare", "--mount", "sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo("1\n1\nrefused\nno device\n");
    }
}
