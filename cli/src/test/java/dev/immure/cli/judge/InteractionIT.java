package dev.immure.cli.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several sandboxes at once: two that talk to each other, and five that know nothing of each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InteractionIT {
    /** A thread for each: a common pool may have fewer, and then the two would wait for each other for ever. */
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private final Courthouse house;

    InteractionIT(@TempDir Path folder) throws IOException {
        house = Courthouse.open(folder);
    }

    private record Pair(Courthouse.Outcome player, Courthouse.Outcome interactor) {
        String verdicts() throws JsonException {
            return player.result().requireString("verdict") + " "
                    + interactor.result().requireString("verdict");
        }
    }

    /** What each writes the other reads, as fast as it comes; the end of one is the end of the other's input. */
    private Pair play(String manner, String limit) throws IOException {
        PipedInputStream toInteractor = new PipedInputStream();
        PipedInputStream toPlayer = new PipedInputStream();
        PipedOutputStream fromPlayer = new PipedOutputStream(toInteractor);
        PipedOutputStream fromInteractor = new PipedOutputStream(toPlayer);
        CompletableFuture<Courthouse.Outcome> player = CompletableFuture.supplyAsync(
                () -> house.run(List.of(limit), toPlayer, fromPlayer, List.of("/judge/bin/guess", manner)), THREADS);
        CompletableFuture<Courthouse.Outcome> interactor = CompletableFuture.supplyAsync(
                () -> house.run(
                        List.of("--wall-limit=60s"), toInteractor, fromInteractor, Courthouse.commandFor("answer.py")),
                THREADS);
        return new Pair(player.join(), interactor.join());
    }

    @Test
    void twoProgramsTalkToEachOtherThroughPipes() throws IOException, JsonException {
        assertThat(play("", "--wall-limit=30s").verdicts()).isEqualTo("OK OK");
    }

    /** A question that stays in the buffer: both wait, until one ends at its limit; that is the end of the other's input. */
    @Test
    void aProgramThatDoesNotFlushHangsNobody() throws IOException, JsonException {
        assertThat(play("silent", "--wall-limit=1s").verdicts()).isEqualTo("WTLE RE");
    }

    @Test
    void aProgramThatLeavesIsTheEndOfTheOthersInput() throws IOException, JsonException {
        Pair pair = play("rude", "--wall-limit=30s");
        assertThat(pair.verdicts()).isEqualTo("OK RE");
        assertThat(pair.interactor().result().requireLong("exitCode")).isEqualTo(4);
    }

    /** Each with figures of its own: what one burns is not in another's books. */
    @Test
    void fiveRunsAtOnceAreMeasuredEachByItself() throws IOException, JsonException {
        List<CompletableFuture<Courthouse.Outcome>> runs = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> house.run(
                                List.of(),
                                InputStream.nullInputStream(),
                                List.of("/judge/bin/burn", String.valueOf(50 * i))),
                        THREADS))
                .toList();
        for (int i = 1; i <= runs.size(); i++) {
            CompletableFuture<Courthouse.Outcome> run = runs.get(i - 1);
            assertThat(run.join().result().requireString("verdict")).isEqualTo("OK");
            assertThat(run.join().result().requireLong("cpuTimeNs"))
                    .as("%d", i)
                    .isBetween(50L * i * 1_000_000 - 5_000_000, 50L * i * 1_000_000 + 100_000_000);
        }
    }
}
