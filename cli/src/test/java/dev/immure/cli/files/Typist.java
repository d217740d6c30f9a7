package dev.immure.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody at a terminal, which script(1) makes; a shell in it reads its commands from a file. */
@SuppressForbidden(reason = "script(1) makes the terminal, and stty(1) its size")
public final class Typist implements AutoCloseable {
    private final Process script;
    private final StringBuilder said = new StringBuilder();
    private boolean ended;

    private Typist(Process script) {
        this.script = script;
    }

    public static Typist begin(Path commands) throws IOException {
        Process script = new ProcessBuilder(List.of("script", "-qec", "/bin/sh " + commands, "/dev/null"))
                .redirectErrorStream(true)
                .start();
        Typist typist = new Typist(script);
        Thread.ofPlatform().daemon().start(typist::listen);
        return typist;
    }

    private void listen() {
        byte[] chunk = new byte[4096];
        try (InputStream in = script.getInputStream()) {
            int count = in.read(chunk);
            while (count >= 0) {
                hear(new String(chunk, 0, count, StandardCharsets.UTF_8));
                count = in.read(chunk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void hear(String text) {
        said.append(text);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until it has been said; whoever waits for something that does not come runs into the test's time limit. */
    public synchronized void await(String text) {
        try {
            while (said.indexOf(text) < 0 && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("still waiting for " + text + " in " + said, e);
        }
        assertThat(said.toString()).contains(text);
    }

    public void type(String keys) throws IOException {
        OutputStream keyboard = script.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /** stty(1) on the terminal from outside, as a window manager would. */
    public void resize(int rows, int columns) throws IOException {
        Path terminal = Files.readSymbolicLink(Path.of("/proc", Long.toString(immure().pid()), "fd/0"));
        Process stty = new ProcessBuilder(
                        "stty",
                        "-F",
                        terminal.toString(),
                        "rows",
                        Integer.toString(rows),
                        "cols",
                        Integer.toString(columns))
                .start();
        assertThat(stty.onExit().join().exitValue()).isZero();
    }

    /** SIGTERM. */
    public void terminateImmure() {
        assertThat(immure().destroy()).isTrue();
    }

    /** The Java program, or the native client. */
    public ProcessHandle immure() {
        return script.descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(c -> c.endsWith("/java") || c.endsWith("/bin/immure"))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** Everything that was said. */
    public String awaitEnd() {
        synchronized (this) {
            try {
                while (!ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError("still waiting for the end of " + said, e);
            }
        }
        return said.toString();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroy);
        script.destroy();
        try {
            assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
