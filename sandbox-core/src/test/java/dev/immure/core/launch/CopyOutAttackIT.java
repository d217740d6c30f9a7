package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.FileCopy.Result;
import dev.immure.core.audit.Verdict;
import dev.immure.core.image.Digest;
import dev.immure.core.plan.Copies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a program leaves where its supervisor looks for a file (go-judge #176, judge0 CVE-2024-28185, docker cp
 * CVE-2018-15664). The canary lies on the host; not a byte of it may come out.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CopyOutAttackIT {
    private static final String CANARY = "canary of the host";

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @TempDir
    private Path host;

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
        Files.createDirectory(tree.resolve("w"));
        tree.resolve("w").toFile().setWritable(true, false);
    }

    @BeforeEach
    void putTheCanary() throws IOException {
        Files.writeString(host.resolve("canary"), CANARY);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Traces.ofThisProcess().find()).isEmpty();
    }

    private Path out() {
        return host.resolve("out");
    }

    private TestSandbox leaving(String... acts) {
        return TestSandbox.of(tree, acts).copyOut("/w/out", Copies.Presence.REQUIRED, out());
    }

    private Result resultOf(TestSandbox sandbox) {
        RunReport report = sandbox.run();
        assertThat(report.copies()).hasSize(1);
        FileCopy copy = report.copies().getFirst();
        Verdict verdict = Verdicts.of(report, sandbox.limits());
        assertThat(verdict).isEqualTo(expected(copy));
        return copy.result();
    }

    private static Verdict expected(FileCopy copy) {
        if (copy.result() instanceof Result.TooLarge) {
            return Verdict.OLE;
        }
        return copy.isOwed() ? Verdict.RE : Verdict.OK;
    }

    private void assertRefused(TestSandbox sandbox, String why) {
        assertThat(resultOf(sandbox))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
        assertThat(out()).doesNotExist();
    }

    @Test
    void aRegularFileComesOutWithItsDigest() {
        Result result = resultOf(leaving("create", "/w/out", "text"));
        assertThat(out()).hasContent("text");
        assertThat(result)
                .isEqualTo(new Result.Copied(1, 4, Optional.of(Digest.of("text".getBytes(StandardCharsets.UTF_8)))));
    }

    /** E5, E8: the link is the supervisor's only if the supervisor follows it. */
    @Test
    void E5_aSymbolicLinkToAHostFileIsRefused() {
        assertRefused(leaving("symlink", host.resolve("canary").toString(), "/w/out"), "not a regular file");
    }

    /** E5 with the link in the middle: it leads to the container's own root, where the host's folder is not. */
    @Test
    void E5_aSymbolicLinkOnTheWayStaysInside() {
        TestSandbox sandbox = TestSandbox.of(tree, "symlink", host.toString(), "/w/d")
                .copyOut("/w/d/canary", Copies.Presence.REQUIRED, out());
        assertThat(resultOf(sandbox)).isEqualTo(new Result.Missing(false));
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"/proc/1,root/etc/passwd", "/proc/1/root,etc/passwd", "/proc/self/fd,3", "../../../..,etc/passwd"})
    void noLinkLeadsOut(String target, String rest) {
        TestSandbox sandbox = TestSandbox.of(tree, "symlink", target, "/w/d")
                .copyOut("/w/d/" + rest, Copies.Presence.REQUIRED, out());
        assertThat(resultOf(sandbox)).isNotInstanceOf(Result.Copied.class);
        assertThat(out()).doesNotExist();
    }

    /** What the kernel tells of PID 1 in /proc looks like a regular file. */
    @ParameterizedTest
    @CsvSource({"/proc/1/environ", "/proc/1/maps", "/proc/self/mountinfo", "/proc/version"})
    void aFileOfProcIsNoFileOfTheProgram(String path) {
        TestSandbox sandbox = TestSandbox.of(tree, "say", "x").copyOut(path, Copies.Presence.REQUIRED, out());
        assertRefused(sandbox, "");
    }

    /** E7: none of them is waited for. */
    @ParameterizedTest
    @CsvSource({"fifo", "socket", "mkdir"})
    void E7_whatIsNoRegularFileIsRefusedAtOnce(String act) {
        assertRefused(leaving(act, "/w/out"), "not a regular file");
    }

    @Test
    void aDeviceIsRefused() {
        TestSandbox sandbox = TestSandbox.of(tree, "say", "x").copyOut("/dev/zero", Copies.Presence.REQUIRED, out());
        assertRefused(sandbox, "not a regular file");
    }

    /** E7: 4 TiB without a block; the copy would fill the disk of the host. */
    @Test
    void E7_aSparseFileIsRefusedByItsSize() {
        assertThat(resultOf(leaving("sparse", "/w/out", "4194304"))).isEqualTo(new Result.TooLarge(4 << 20));
        assertThat(out()).doesNotExist();
    }

    @Test
    void allFilesTogetherAreBounded() {
        TestSandbox sandbox = TestSandbox.of(tree, "sparse", "/w/a", "3", "sparse", "/w/b", "3")
                .copyOut("/w/a", Copies.Presence.REQUIRED, host.resolve("a"))
                .copyOut("/w/b", Copies.Presence.REQUIRED, host.resolve("b"));
        RunReport report = sandbox.run();
        assertThat(report.copies().get(0).result()).isInstanceOf(Result.Copied.class);
        assertThat(report.copies().get(1).result()).isEqualTo(new Result.TooLarge(1 << 20));
        assertThat(host.resolve("b")).doesNotExist();
    }

    /** PID 1 opens as the program's user, or the program could have read to it what it may not read. */
    @Test
    void aFileThatTheProgramCouldNotReadStaysInside() throws IOException {
        Path layer = Files.createDirectory(host.resolve("layer"));
        layer.toFile().setExecutable(true, false);
        layer.toFile().setReadable(true, false);
        Path secret = Files.writeString(layer.resolve("secret"), "of root");
        secret.toFile().setReadable(false, false);
        secret.toFile().setReadable(true, true);
        TestSandbox sandbox = TestSandbox.of(tree, "symlink", "/", "/w/d")
                .layer(layer)
                .copyOut("/w/d/secret", Copies.Presence.REQUIRED, out());
        assertRefused(sandbox, "EACCES");
        TestSandbox root = TestSandbox.of(tree, "say", "x")
                .user(0, 0)
                .layer(layer)
                .copyOut("/secret", Copies.Presence.REQUIRED, out());
        assertThat(resultOf(root)).isInstanceOf(Result.Copied.class);
    }

    @Test
    void aMissingFileMayBeAllowed() {
        assertThat(resultOf(leaving("say", "x"))).isEqualTo(new Result.Missing(false));
        TestSandbox sandbox = TestSandbox.of(tree, "say", "x").copyOut("/w/out", Copies.Presence.OPTIONAL, out());
        assertThat(resultOf(sandbox)).isEqualTo(new Result.Missing(true));
        TestSandbox link = TestSandbox.of(tree, "symlink", "/nowhere", "/w/out")
                .copyOut("/w/out", Copies.Presence.OPTIONAL, out());
        assertRefused(link, "not a regular file");
    }

    /** fcntl(2), F_SETLEASE: the holder is gone before anything is opened, and O_NONBLOCK would not wait for it. */
    @Test
    void aLeaseDoesNotDelayTheSupervisor() {
        TestSandbox sandbox = leaving("create", "/w/out", "x", "lease", "/w/out");
        assertThat(resultOf(sandbox)).isInstanceOf(Result.Copied.class);
        assertThat(sandbox.out()).contains("lease = 0");
    }

    /** E1, E22: the name on the host is not the program's, but others may have put a link there. */
    @Test
    void E1_aLinkAtTheDestinationIsNotFollowed() throws IOException {
        Files.createSymbolicLink(out(), host.resolve("canary"));
        RunReport report = leaving("create", "/w/out", "text").run();
        assertThat(report.copies().getFirst().result()).isInstanceOf(Result.Failed.class);
        assertThat(host.resolve("canary")).hasContent(CANARY);
        assertThat(out()).isSymbolicLink();
    }

    @Test
    void noBitOfTheFilesModeComesOutButExecution() throws IOException {
        resultOf(leaving("create", "/w/out", "x", "chmod", "/w/out", "3583")); // 06777
        assertThat(Files.getAttribute(out(), "unix:mode")).isEqualTo(0100755);
    }

    /** A program that was stopped may have left its file all the same. */
    @Test
    void aStoppedProgramsFileComesOut() {
        TestSandbox sandbox = leaving("create", "/w/out", "partly", "sleep").wallTime(Duration.ofMillis(300));
        RunReport report = sandbox.run();
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.WTLE);
        assertThat(out()).hasContent("partly");
    }
}
