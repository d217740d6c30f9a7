package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed images and commands made to break the launcher: the ways of past escapes, each with its CVE. */
class HostileImageIT {
    @TempDir
    private Path folder;

    private Range range;
    private Path tree = Path.of("");
    private Path canary = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        range = Range.open(folder);
        tree = range.tree("tree");
        canary = Files.createDirectory(folder.resolve("canary"));
    }

    /** CVE-2019-19921, CVE-2025-54867, CVE-2026-41579. */
    @ParameterizedTest
    @ValueSource(strings = {"proc", "dev", "sys"})
    void aSymlinkWhereAKernelFileSystemBelongsIsRefusedAndItsTargetUntouched(String name) throws IOException {
        Files.delete(tree.resolve(name));
        Files.createSymbolicLink(tree.resolve(name), Path.of("tmp"));
        pack();
        Range.Outcome refused = run(List.of(), "exit", "0").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-LAUNCH-STEP", "require-directory path=/" + name, "ELOOP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "dev", "sys"})
    void aSymlinkOutOfTheImageLeavesTheHostUntouched(String name) throws IOException {
        Files.delete(tree.resolve(name));
        Files.createSymbolicLink(tree.resolve(name), canary);
        pack();
        Range.Outcome refused = run(List.of(), "exit", "0").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-LAUNCH-STEP", "require-directory path=/" + name);
        assertThat(canary).isEmptyDirectory();
    }

    /** CVE-2025-31133: what masks a path must be the null device, not what the image put there. */
    @Test
    void aNullDeviceOfTheImageIsNeverUsed() throws IOException {
        Files.createSymbolicLink(tree.resolve("dev/null"), Path.of("/proc/sys/kernel/core_pattern"));
        Files.writeString(tree.resolve("dev/zero"), "not a device");
        pack();
        Range.Run run = run(List.of(), "files.masked");
        assertThat(run.status()).isZero();
        assertThat(run.outcome().out()).contains("\thidden");
        assertThat(run(List.of(), "cat", "/dev/null").outcome().out()).isEmpty();
    }

    /** Regressions of bubblewrap (#801) and flatpak (#6835): innocent links must keep working. */
    @Test
    void anInnocentSymlinkInsideTheImageIsFollowed() throws IOException {
        Files.createDirectory(tree.resolve("var"));
        Files.createSymbolicLink(tree.resolve("var/run"), Path.of("/run"));
        pack();
        Range.Run run = run(List.of("--tmpfs", "/var/run:size=1m"), "mounts");
        assertThat(run.status()).as(run.outcome().err()).isZero();
        assertThat(run.outcome().lines()).anyMatch(line -> line.contains(" / /run ") && line.contains("size=1024k"));
    }

    /** CVE-2026-87766: a mount point below a link that leads upwards lands in the image's own root. */
    @Test
    void aMountPointBelowASymlinkUpwardsStaysInside() throws IOException {
        Files.createSymbolicLink(tree.resolve("up"), Path.of("../../../../../.."));
        pack();
        Range.Run run = run(List.of("--tmpfs", "/up" + canary + "/deep:size=1m"), "mounts");
        assertThat(run.status()).as(run.outcome().err()).isZero();
        assertThat(run.outcome().lines()).anyMatch(line -> line.contains(" / " + canary + "/deep "));
        assertThat(canary).isEmptyDirectory();
    }

    /** CVE-2024-21626. */
    @ParameterizedTest
    @ValueSource(strings = {"/proc/self/fd/3", "/proc/self/fd/8", "/proc/1/root", "/proc/1/cwd"})
    void aWorkingDirectoryThroughAMagicLinkIsRefused(String directory) throws IOException {
        range.image("attack:v1", tree, "--entrypoint", "/bin/probe", "-u", "1000:1000", "-w", directory);
        Range.Outcome refused = run(List.of(), "cwd").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-LAUNCH-STEP", directory);
    }

    @Test
    void aSymlinkedWorkingDirectoryIsInside() throws IOException {
        Files.createSymbolicLink(tree.resolve("here"), Path.of("/proc/self/cwd"));
        range.image("attack:v1", tree, "--entrypoint", "/bin/probe", "-u", "1000:1000", "-w", "/here/x");
        Range.Run run = run(List.of(), "cwd");
        assertThat(run.outcome().out()).doesNotContain("OPEN");
        assertThat(run.status()).isIn(0, 125);
    }

    /**
     * CVE-2019-5736. At that moment /proc/self/exe is immure-init, which then finds neither plan nor socket and ends; it is
     * a sealed copy in memory, so that nothing could be written to it either.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/bin/me", "/proc/self/exe"})
    void theLauncherExecutedThroughProcGainsNothing(String entrypoint) throws IOException {
        Files.createSymbolicLink(tree.resolve("bin/me"), Path.of("/proc/self/exe"));
        pack();
        Range.Run run = run(List.of("--entrypoint", entrypoint), "exit", "3");
        assertThat(run.status()).as(run.outcome().toString()).isIn(125, 126, 127);
        assertThat(run.outcome().out()).isEmpty();
    }

    @Test
    void theSetUserIdBitIsStripped() throws IOException {
        Range.copyProbe(tree.resolve("probe-setuid"));
        Files.setAttribute(tree.resolve("probe-setuid"), "unix:mode", 0104755);
        pack();
        Range.Run run = run(List.of(), "no_new_privs.setuid-file");
        assertThat(run.status()).as(run.outcome().toString()).isZero();
        try (var files = Files.walk(range.root())) {
            assertThat(files.filter(f -> f.endsWith("probe-setuid")))
                    .singleElement()
                    .satisfies(f -> assertThat(
                                    (int) Files.getAttribute(f, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 06000)
                            .isZero());
        }
    }

    /** CVE-2024-9676 class: the passwd file of an image is read only where it is a file. */
    @Test
    @Timeout(10)
    @SuppressForbidden(reason = "mkfifo(1) makes the pipe")
    void aPasswdThatIsAPipeDoesNotHang() throws IOException, InterruptedException {
        Files.delete(tree.resolve("etc/passwd"));
        assertThat(new ProcessBuilder("mkfifo", tree.resolve("etc/passwd").toString())
                        .start()
                        .waitFor())
                .isZero();
        pack();
        Range.Outcome refused = run(List.of("-u", "probe"), "exit", "0").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-CLI-USER");
    }

    @Test
    void aPasswdThatIsALinkToTheHostsIsNotRead() throws IOException {
        Files.delete(tree.resolve("etc/passwd"));
        Path hosts = Files.writeString(folder.resolve("passwd"), "probe:x:7:7::/:/bin/false\n");
        Files.createSymbolicLink(tree.resolve("etc/passwd"), hosts);
        pack();
        Range.Outcome refused = run(List.of("-u", "probe"), "exit", "0").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-");
    }

    /** CVE-2026-46680, and crun's CVE-2026-30892. */
    @ParameterizedTest
    @ValueSource(strings = {"65536", "99999", "4294967296", "0x0"})
    void anImageUserThatIsNoIdIsRefused(String user) throws IOException {
        range.image("attack:v1", tree, "--entrypoint", "/bin/probe", "-u=" + user);
        Range.Outcome refused = run(List.of(), "exit", "0").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-CLI-USER");
    }

    /** The image's configuration is not even read. */
    @ParameterizedTest
    @ValueSource(strings = {"1000\nroot", "-1", "1000:-1", "+0"})
    void anImageUserOfOtherCharactersIsRefusedWithItsImage(String user) {
        Range.Outcome refused = range.immure(List.of("image", "pack", tree.toString(), "attack:v1", "-u=" + user));
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-IMAGE-CONFIG-VALUE");
    }

    @Test
    void shellCharactersAreOnlyBytes() throws IOException {
        pack();
        List<String> hostile = List.of("; touch /x", "$(id)", "`id`", "a\nb", "--root=/", "*", "");
        Range.Run run = run(
                List.of("-e", "HOSTILE=$(id);`id`"),
                "args",
                hostile.get(0),
                hostile.get(1),
                hostile.get(2),
                hostile.get(3),
                hostile.get(4),
                hostile.get(5),
                hostile.get(6));
        assertThat(run.outcome().out()).isEqualTo(String.join("\n", hostile) + "\n");
        assertThat(run(List.of("-e", "HOSTILE=$(id);`id`"), "env").outcome().lines())
                .contains("HOSTILE=$(id);`id`");
    }

    /** A writable bind of what root owns would hand root's files to the sandbox. */
    @Test
    void aWritableBindOfADirectoryOfRootIsRefused() throws IOException {
        pack();
        Range.Outcome refused =
                run(List.of("-v", canary + ":/q:rw"), "exit", "0").outcome();
        assertThat(refused.status()).isIn(77, 125);
        assertThat(refused.err()).containsPattern("IMM-(PLAN-BIND-ROOT|POLICY-DENIED)");
    }

    @Test
    void aBindIsReadOnlyUnlessAsked() throws IOException {
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rwxrwxrwx"));
        pack();
        Range.Run run = run(List.of("-v", canary + ":/q"), "files.create", "/q");
        assertThat(run.status()).as(run.outcome().toString()).isZero();
        assertThat(run.outcome().out()).contains("stopped: EROFS");
        assertThat(canary).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/none,127,IMM-LAUNCH-NOT-FOUND",
        "/etc/passwd,126,IMM-LAUNCH-NOT-EXECUTABLE",
        "/bin,126,IMM-LAUNCH-NOT-EXECUTABLE"
    })
    void whatCannotBeExecutedHasTheStatusOfAShell(String program, int status, String code) throws IOException {
        pack();
        Range.Outcome refused = run(List.of("--entrypoint", program), "x").outcome();
        assertThat(Map.entry(refused.status(), refused.err().contains(code))).isEqualTo(Map.entry(status, true));
    }

    private void pack() {
        range.image("attack:v1", tree, "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    private Range.Run run(List<String> options, String... command) throws IOException {
        return range.run(options, "attack:v1", command);
    }
}
