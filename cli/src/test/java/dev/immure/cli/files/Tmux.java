package dev.immure.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A tmux(1) server of the test's own, with one window. */
@SuppressForbidden(reason = "tmux(1) is the terminal")
final class Tmux implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    static Tmux begin(Path socket, Path commands, int columns, int rows) throws IOException {
        Tmux tmux = new Tmux(socket);
        tmux.run(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-s",
                "immure",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                "/bin/sh " + commands,
                ";",
                "set",
                "status",
                "off",
                ";",
                "resize-window",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows));
        return tmux;
    }

    String run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
        return said;
    }

    /** Looks at the window until it shows the text; the test's time limit ends it. */
    void await(String text) throws IOException {
        String shown = run("capture-pane", "-p", "-t", "immure");
        while (!shown.contains(text)) {
            LockSupport.parkNanos(LOOK_NANOS);
            assertThat(Thread.interrupted()).as("%s in %s", text, shown).isFalse();
            shown = run("capture-pane", "-p", "-t", "immure");
        }
    }

    @Override
    public void close() throws IOException {
        run("kill-server");
    }
}
