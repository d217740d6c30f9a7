package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sandboxes of one host, at once and one after the other, and the host beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationIT {
    private static final byte[] LISTENING = "listening\n".getBytes(StandardCharsets.UTF_8);

    private final Range range;
    private final Path folder;

    IsolationIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    /** One holds an abstract socket while the other looks for it; both say in their receipts which ids they had. */
    @Test
    @Timeout(30)
    void twoRunsAtOnceShareNeitherIdsNorAbstractSockets() throws IOException {
        Path first = folder.resolve("first.json");
        try (PipedInputStream said = new PipedInputStream();
                PrintStream output = new PrintStream(new PipedOutputStream(said), true, StandardCharsets.UTF_8)) {
            CompletableFuture<Integer> listening = CompletableFuture.supplyAsync(() -> range.immure(
                    List.of(
                            "run",
                            "--key",
                            range.publicKey().toString(),
                            "--receipt",
                            first.toString(),
                            "probe:v1",
                            "listen",
                            "immure-isolation",
                            "2000"),
                    output,
                    output));
            assertThat(said.readNBytes(LISTENING.length)).isEqualTo(LISTENING);
            Range.Run second = range.run(List.of(), "probe:v1", "landlock.abstract", "immure-isolation");
            assertThat(listening).isNotDone();
            assertThat(second.outcome().out()).contains("\tstopped");
            assertThat(listening.join()).isZero();
            assertThat(userWall(second.receipt())).isNotEqualTo(userWall(Range.receipt(first)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "/etc/passwd"})
    void theHostsFilesAreNotThere(String path) throws IOException {
        Range.Run run = range.run(List.of(), "probe:v1", "cat", path);
        assertThat(run.outcome().out()).isNotEqualTo(Files.readString(Path.of(path)));
    }

    /** The host's System V segments, queues and keyrings: no call for them passes, or they are other ones. */
    @Test
    void noChannelOfTheKernelIsShared() throws IOException {
        for (String attempt : List.of("ipc", "seccomp.keyctl", "seccomp.add_key", "seccomp.request_key")) {
            Range.Run run = range.run(List.of(), "probe:v1", Range.probe(attempt));
            assertThat(run.status()).as(run.outcome().out()).isZero();
        }
    }

    /** No file of this class's folder shows up among the mounts inside. */
    @Test
    void theTableOfMountsTellsNoPathOfTheHost() throws IOException {
        Range.Run run = range.run(List.of(), "probe:v1", "mounts");
        assertThat(run.outcome().lines()).isNotEmpty();
        assertThat(run.outcome().out()).doesNotContain(folder.toString());
    }

    /** A bind is read-only all the way down (E15: crun and runc wrote into a mount below it). */
    @Test
    @Timeout(60)
    @SuppressForbidden(reason = "unshare(1) gives the test a mount namespace of its own")
    void aMountBelowAReadOnlyBindIsReadOnlyToo() throws IOException, InterruptedException {
        Path bound = folder.resolve("bound");
        Files.createDirectories(bound.resolve("below"));
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o mode=1777 none \"$0\" && exec \"$@\"",
                bound.resolve("below").toString(),
                Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Djnr.ffi.asm.enabled=false"));
        command.add("-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path", ""));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.immure.cli.Main"));
        command.addAll(List.of(
                "run",
                "--root",
                range.root().toString(),
                "--key",
                range.publicKey().toString()));
        command.addAll(List.of("-v", bound + ":/q", "probe:v1", "files.create", "/q/below"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("stopped: EROFS");
        assertThat(process.waitFor()).isZero();
    }

    private static String userWall(JsonObject receipt) {
        try {
            return receipt.requireObject("walls").requireObject("user").toString();
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }
}
