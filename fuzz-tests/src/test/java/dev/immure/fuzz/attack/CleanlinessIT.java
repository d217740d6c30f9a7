package dev.immure.fuzz.attack;

import static dev.immure.cli.attack.PlanEdits.noFilter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run sees and inherits nothing of the run before it, in the same slot, with the same ids. Files, shared memory, queues
 * and keys: {@link ChannelAttackIT}. Here is what is counted or written down: meters, quotas, pids, timers, and the times
 * of shared files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CleanlinessIT {
    private static final long MEGABYTE = 1L << 20;

    private final AttackGround ground;

    CleanlinessIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    /** The first run uses much and is killed for it; the second one's figures are its own. */
    @Test
    void memoryOomKillsCpuAndProcessesAreCountedAnew() throws IOException, JsonException {
        JsonObject greedy = result(ground.run(List.of("--memory=48m"), "allocate", "200"), "MLE");
        assertThat(greedy.requireLong("memoryPeakBytes")).isGreaterThan(40 * MEGABYTE);
        assertThat(greedy.requireLong("oomKills")).isPositive();
        result(ground.run(List.of(), "burn-children", "300"), "RE");

        JsonObject next = result(ground.run(List.of("--memory=48m"), "base-walls"), "OK");
        assertThat(next.requireLong("memoryPeakBytes")).isLessThan(24 * MEGABYTE);
        assertThat(next.requireLong("oomKills")).isZero();
        assertThat(next.requireLong("pidsPeak")).isLessThanOrEqualTo(3);
        assertThat(next.requireLong("cpuTimeNs")).isLessThan(300_000_000L);
    }

    /** What was written is given back: five times all of the disk, and the last finds it empty. */
    @Test
    void theDiskIsEmptyForEachRun() throws IOException, JsonException {
        for (int i = 0; i < 5; i++) {
            ground.assertHeld(List.of("--disk=8m"), "fill-all", "300000000");
        }
        JsonObject next = result(ground.run(List.of("--disk=8m"), "base-walls"), "OK");
        assertThat(next.requireLong("diskUsedBytes")).isLessThan(MEGABYTE);
    }

    @Test
    void pidsAndClocksBeginAnew() throws IOException {
        String first = ground.run(List.of(), "origins").outcome().out();
        assertThat(first).matches("held: pid \\d{1,2}, up 0 min, no timer, no signal, mask 0\n");
        assertThat(ground.run(List.of(), "origins").outcome().out()).isEqualTo(first);
    }

    /** Reading or running a file of a layer leaves no trace on it that another run could see. */
    @Test
    void noTimeOfASharedFileChanges() throws IOException {
        ground.assertHeld("base-walls");
        Map<String, Object> before = times();
        ground.assertHeld("look");
        ground.assertHeld("leave");
        ground.assertHeld(List.of("-u", "0:0"), "touch-all");
        assertThat(times()).isEqualTo(before);
    }

    private Map<String, Object> times() throws IOException {
        Map<String, Object> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ground.range().root().resolve("images/layers"))) {
            for (Path file :
                    files.filter(path -> path.toString().contains("/tree/")).toList()) {
                times.put(
                        file.toString(),
                        Files.readAttributes(
                                file,
                                "unix:lastAccessTime,lastModifiedTime,ctime,mode,uid",
                                LinkOption.NOFOLLOW_LINKS));
            }
        }
        assertThat(times).isNotEmpty();
        return times;
    }

    /** The page cache of a shared file cannot be asked for: mincore(2) and RWF_NOWAIT. */
    @Test
    void whatAnotherRunHasReadCannotBeAsked() throws IOException {
        ground.assertHeld("page-cache");
        ground.assertOpens(noFilter(), "page-cache");
    }

    /** A new start takes the lowest free slot: the second run has the first one's ids, and finds nothing of it. */
    @Test
    @Timeout(30)
    void theSameIdsAreGivenAgainAndCarryNothing() throws IOException {
        ground.assertHeld("leave");
        ground.assertHeld("look");
        ground.assertHeld("find-locks");
        ground.assertHeld("origins");
    }

    private static JsonObject result(Range.Run run, String verdict) throws JsonException {
        assertThat(run.verdict()).as(run.outcome().toString()).isEqualTo(verdict);
        return run.receipt().requireObject("result");
    }
}
