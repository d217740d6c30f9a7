package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.attack.Range;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.cli.serve.pool.PoolStatistics;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Receipt;
import dev.immure.core.launch.SandboxRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox that stood ready changes nothing of a run but how long its caller waits. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PooledRunIT {
    private static final RunListener NOBODY = new RunListener() {
        @Override
        public void started(SandboxRun run) {}

        @Override
        public void ended() {}
    };

    @TempDir
    private Path folder;

    private Range range;
    private SharedWorkplace place;

    @BeforeEach
    void packTheProbe() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "probe");
        place = SharedWorkplace.open(range.setting(), new PoolSettings(1, 2, Duration.ofMinutes(1)));
    }

    @AfterEach
    void nothingIsLeft() {
        place.close();
        assertThat(place.leftovers()).isZero();
        assertThat(monitors()).isEmpty();
        assertThat(range.audit()).isInstanceOf(AuditVerification.Intact.class);
    }

    private static List<ProcessHandle> monitors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("immure-init"))
                .toList();
    }

    private Receipt run(RunPipeline pipeline, RunWish wish) {
        return run(pipeline, wish, NOBODY);
    }

    private Receipt run(RunPipeline pipeline, RunWish wish, RunListener listener) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return pipeline.run(wish, new Console(InputStream.nullInputStream(), nowhere, nowhere), listener)
                .receipt();
    }

    private Receipt pooled(RunWish wish) {
        return run(new RunPipeline(range.setting(), place), wish);
    }

    /** A sandbox stands for the like of it afterwards. */
    private void runTwice(RunWish wish) {
        pooled(wish);
        pooled(wish);
        awaitReady();
    }

    private void awaitReady() {
        while (place.pool().ready() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRunInASandboxThatStoodReadyComesOutAsOneOfItsOwn() {
        for (String[] command : List.<String[]>of(
                new String[] {"exit", "3"}, new String[] {"signal", "9"}, new String[] {"exit", "0"})) {
            Receipt own = run(new RunPipeline(range.setting()), range.wish(command));
            runTwice(range.wish("exit", "0"));
            long hits = place.pool().hits();
            Receipt ready = pooled(range.wish(command));
            assertThat(place.pool().hits()).isEqualTo(hits + 1);
            assertThat(ready)
                    .usingRecursiveComparison()
                    .ignoringFields("id", "startedAt", "image.signers", "plan", "audit", "result", "walls.user.how")
                    .isEqualTo(own);
            assertThat(String.valueOf(ready.walls().get("user"))).matches(".*0\u2192[0-9]+ \\+65536.*");
            assertThat(ready.result().verdict()).isEqualTo(own.result().verdict());
            assertThat(ready.result().ending()).isEqualTo(own.result().ending());
            assertThat(ready.result().measured().figures().keySet())
                    .isEqualTo(own.result().measured().figures().keySet());
            assertThat(ready.result().measured().meters())
                    .isEqualTo(own.result().measured().meters());
        }
    }

    /** Every attempt of the probe, at every wall that it knows. */
    @Test
    void theWallsHoldThereAsInASandboxOfItsOwn() {
        RunWish tour = range.wish();
        List<String> own = said(new RunPipeline(range.setting()), tour);
        runTwice(tour);
        List<String> ready = said(new RunPipeline(range.setting(), place), tour);
        assertThat(place.pool().hits()).isOne();
        assertThat(ready)
                .hasSizeGreaterThan(50)
                .noneMatch(line -> line.contains("OPEN"))
                .isEqualTo(own);
    }

    /** Wall, attempt and what came of it. */
    private List<String> said(RunPipeline pipeline, RunWish wish) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        pipeline.run(wish, new Console(InputStream.nullInputStream(), stream, stream), NOBODY);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> List.of(line.split("\t", -1)))
                .map(parts -> parts.getFirst() + " " + parts.get(1) + " "
                        + parts.getLast().replaceAll(" .*", ""))
                .toList();
    }

    @Test
    void eachSandboxServesOneRun() {
        runTwice(range.wish("exit", "0"));
        Receipt first = pooled(range.wish("exit", "0"));
        awaitReady();
        Receipt second = pooled(range.wish("exit", "0"));
        assertThat(place.pool().hits()).isEqualTo(2);
        // Of another cgroup and another range of ids.
        assertThat(second.plan()).isNotEqualTo(first.plan());
    }

    @Test
    void aRunOfAnotherShapeHasASandboxOfItsOwn() {
        runTwice(range.wish("exit", "0"));
        RunWish elsewhere = range.wish(List.of("--read-only", "-w", "/tmp"), "probe:v1", "exit", "4");
        assertThat(pooled(elsewhere).result().ending()).isEqualTo(new Ending.Exited(4));
        assertThat(place.pool().hits()).isZero();
    }

    @Test
    void aRunWithFilesOfItsCallersIsNeverBegunBefore() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        RunWish wish = range.wish(List.of("-v", shared + ":/mnt:ro"), "probe:v1", "exit", "0");
        pooled(wish);
        pooled(wish);
        assertThat(place.pool()).isEqualTo(PoolStatistics.NONE);
    }

    @Test
    void oneThatDiedWhileItStoodIsNotUsed() {
        runTwice(range.wish("exit", "0"));
        killWhatStands();
        assertThat(pooled(range.wish("exit", "7")).result().ending()).isEqualTo(new Ending.Exited(7));
        assertThat(place.pool().unusable()).isOne();
    }

    private static void killWhatStands() {
        monitors().stream().flatMap(ProcessHandle::children).forEach(ProcessHandle::destroyForcibly);
        while (monitors().stream()
                .anyMatch(monitor -> monitor.children().findAny().isPresent())) {
            Thread.onSpinWait();
        }
    }

    /** Told of a launch, and in the way of it as often as that. */
    private static final class Killer implements RunListener {
        private final int most;
        private int launches;

        Killer(int most) {
            this.most = most;
        }

        @Override
        public void started(SandboxRun run) {
            if (launches++ < most) {
                killWhatStands();
            }
        }

        @Override
        public void ended() {}
    }

    /** After the last look at it, and before the order to go on: nobody can look any later. */
    @Test
    void aRunWhoseSandboxDiesInTheLastMomentHasOneOfItsOwn() throws IOException {
        runTwice(range.wish("exit", "0"));
        Killer killer = new Killer(1);
        Receipt receipt = run(new RunPipeline(range.setting(), place), range.wish("exit", "7"), killer);
        assertThat(receipt.result().ending()).isEqualTo(new Ending.Exited(7));
        assertThat(killer.launches).isEqualTo(2);
        assertThat(place.pool().unusable()).isOne();
        assertThat(records(receipt.id()))
                .containsExactly("sandbox.started", "sandbox.failed", "sandbox.started", "sandbox.exited");
    }

    /** What the audit log says of a run from its first launch on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatADefectOfOursEndedHasAnEndOnRecord(boolean shared) throws IOException {
        List<String> begun = new ArrayList<>();
        RunListener broken = new RunListener() {
            @Override
            public void begun(String run) {
                begun.add(run);
            }

            @Override
            public void started(SandboxRun run) {
                throw new IllegalStateException("a defect");
            }

            @Override
            public void ended() {}
        };
        RunPipeline pipeline = shared ? new RunPipeline(range.setting(), place) : new RunPipeline(range.setting());
        assertThatThrownBy(() -> run(pipeline, range.wish("exit", "0"), broken))
                .isInstanceOf(IllegalStateException.class);
        assertThat(records(begun.getFirst())).endsWith("sandbox.started", "sandbox.failed");
    }

    private List<String> records(String run) throws IOException {
        List<String> types = new ArrayList<>();
        AuditVerifier.verify(range.setting().audit(), List.of(), record -> {
            if (record.type().startsWith("sandbox.") && record.json().contains(run)) {
                types.add(record.type());
            }
        });
        return types;
    }

    @Test
    void whatStandsIsTakenAwayWhenAllIsForgotten() {
        runTwice(range.wish("exit", "0"));
        place.forget();
        while (!monitors().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(place.pool().discarded()).isEqualTo(1);
    }
}
