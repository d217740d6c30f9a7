package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A run that goes on while a test looks at it. Its program has said its first line when {@link #start} returns. */
final class LiveRun implements AutoCloseable {
    private final CompletableFuture<Integer> status;
    private final PipedInputStream said;

    private LiveRun(CompletableFuture<Integer> status, PipedInputStream said) {
        this.status = status;
        this.said = said;
    }

    static LiveRun start(AttackGround ground, List<String> options, String... command) throws IOException {
        PipedInputStream said = new PipedInputStream();
        PrintStream output = new PrintStream(new PipedOutputStream(said), true, StandardCharsets.UTF_8);
        List<String> arguments = new ArrayList<>(
                List.of("run", "--key", ground.range().publicKey().toString()));
        arguments.addAll(options);
        arguments.add("attack:v1");
        arguments.addAll(List.of(command));
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
            int result = ground.range().immure(arguments, output, output);
            output.close();
            return result;
        });
        StringBuilder line = new StringBuilder();
        for (int c = said.read(); c >= 0 && c != '\n'; c = said.read()) {
            line.append((char) c);
        }
        assertThat(line.toString()).startsWith("held: ");
        return new LiveRun(status, said);
    }

    boolean ended() {
        return status.isDone();
    }

    /** Waits for its end. */
    int await() {
        return status.join();
    }

    @Override
    public void close() throws IOException {
        assertThat(await()).isZero();
        said.close();
    }
}
