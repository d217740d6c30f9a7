package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys are those of isolate 2.6's box_exit and final_stats. */
class MetaFileTest {
    @TempDir
    Path temporary;

    @Test
    void successHasNoStatus() {
        assertThat(text(Verdict.OK, new Ending.Exited(0))).isEqualTo("""
                        time:1.005
                        time-wall:2.050
                        max-rss:1024
                        csw-voluntary:3
                        csw-forced:4
                        cg-mem:2048
                        exitcode:0
                        """);
    }

    @Test
    void aNonZeroExitIsRe() {
        assertThat(text(Verdict.RE, new Ending.Exited(7)))
                .endsWith("exitcode:7\nstatus:RE\nmessage:Exited with error status 7\n");
    }

    @Test
    void aSignalOfTheProgramsOwnIsSgAndNotKilled() {
        assertThat(text(Verdict.SG, new Ending.Signaled(9)))
                .endsWith("exitsig:9\nstatus:SG\nmessage:Caught fatal signal 9\n")
                .doesNotContain("killed");
    }

    @Test
    void timeLimitsAreToAndKilled() {
        assertThat(text(Verdict.TLE, new Ending.Signaled(9)))
                .endsWith("killed:1\nstatus:TO\nmessage:Time limit exceeded\n")
                .doesNotContain("exitsig");
        assertThat(text(Verdict.WTLE, new Ending.Signaled(9)))
                .endsWith("killed:1\nstatus:TO\nmessage:Time limit exceeded (wall clock)\n");
    }

    @Test
    void theKernelsOwnOutOfMemoryKillIsTold() {
        Measurements oom = measured().with(Figure.OOM_KILLS, 1);
        assertThat(new MetaFile(result(Verdict.MLE, new Ending.Signaled(9), oom)).text())
                .contains("cg-oom-killed:1\nexitsig:9\nstatus:SG\nmessage:memory limit exceeded\n");
    }

    @Test
    void aPeakNotMeasuredByAControlGroupIsNotCalledCgMem() {
        Measurements rss = Measurements.none().metered(Meter.MEMORY, "rusage").with(Figure.MEMORY_PEAK, 1 << 20);
        assertThat(new MetaFile(result(Verdict.OK, new Ending.Exited(0), rss)).text())
                .isEqualTo("exitcode:0\n");
    }

    @Test
    void aRefusedRunIsXx() {
        assertThat(new MetaFile(result(Verdict.DENIED, new Ending.NotStarted(), Measurements.none())).text())
                .isEqualTo("status:XX\nmessage:refused\n");
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void onlyOkLooksLikeSuccess(Verdict verdict) {
        for (Ending ending : List.of(new Ending.Exited(0), new Ending.Signaled(9), new Ending.NotStarted())) {
            assertThat(text(verdict, ending).contains("\nstatus:")).isEqualTo(verdict != Verdict.OK);
        }
    }

    @Test
    void writesTheFileInOneStep() throws IOException {
        Path file = temporary.resolve("meta");
        MetaFile meta = new MetaFile(result(Verdict.OK, new Ending.Exited(0), measured()));
        meta.write(file);
        assertThat(Files.readString(file)).isEqualTo(meta.text());
    }

    private static String text(Verdict verdict, Ending ending) {
        return new MetaFile(result(verdict, ending, measured())).text();
    }

    private static Receipt.Result result(Verdict verdict, Ending ending, Measurements measured) {
        return new Receipt.Result(verdict, ending, measured, Optional.empty());
    }

    private static Measurements measured() {
        return Measurements.none()
                .metered(Meter.CPU, "cgroup-v1")
                .with(Figure.CPU_TIME, 1_005_999_999L)
                .metered(Meter.WALL, "clock-monotonic")
                .with(Figure.WALL_TIME, 2_050_000_000L)
                .metered(Meter.MEMORY, "cgroup-v1")
                .with(Figure.MEMORY_PEAK, 2048 * 1024L)
                .metered(Meter.PROCESS, "wait4")
                .with(Figure.MAX_RSS, 1024 * 1024L)
                .with(Figure.VOLUNTARY_SWITCHES, 3)
                .with(Figure.FORCED_SWITCHES, 4);
    }
}
