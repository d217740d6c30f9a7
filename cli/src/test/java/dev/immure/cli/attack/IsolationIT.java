package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sandboxes of one host, at once and one after the other, and the host beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationIT {
    private static final Pattern FIRST_ID = Pattern.compile("([0-9]+) [0-9]+$");

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

    /** One holds an abstract socket while the other looks for it; their ids are not the same either. */
    @Test
    @Timeout(30)
    void twoRunsAtOnceShareNeitherIdsNorAbstractSockets() throws IOException {
        assertThat(Files.readString(Path.of("/proc/net/unix"))).doesNotContain("@immure-isolation");
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> immureRun("cat", "/proc/self/uid_map"));
        CompletableFuture<Range.Outcome> listening = CompletableFuture.supplyAsync(
                () -> range.immure(command("listen", "immure-isolation", "1500")));
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> immureRun("cat", "/proc/self/uid_map"));
        Range.Outcome looked = range.immure(command("landlock.abstract", "immure-isolation"));
        assertThat(looked.out()).contains("\tstopped");
        assertThat(listening.join().out()).isEqualTo("listening\n");
        assertThat(firstId(first.join())).isPositive();
        assertThat(firstId(second.join())).isPositive();
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

    private String immureRun(String... command) {
        return range.immure(command(command)).out();
    }

    private List<String> command(String... command) {
        List<String> all = new ArrayList<>(List.of("run", "--key", range.publicKey().toString(), "probe:v1"));
        all.addAll(List.of(command));
        return all;
    }

    private static long firstId(String map) {
        Matcher matcher = FIRST_ID.matcher(map.strip().replaceAll(" +", " "));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
