package dev.immure.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code immure run -t}, driven as a person would: under script(1) and in tmux(1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressForbidden(reason = "a run in a JVM of its own, whose input is a file")
class TerminalIT {
    private static final String LOOP = "; echo ready; while :; do sleep 0.1; done";

    private final Path folder;
    private final Bench bench;

    TerminalIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.bench = Bench.open(folder);
    }

    private Typist typist(String before, List<String> options, String script, String after) throws IOException {
        Path file = Files.writeString(
                folder.resolve("command-" + System.nanoTime()),
                before + "\n" + bench.commandLine(options, script) + "\necho \"status $?\"\n" + after + "\n");
        return Typist.begin(file);
    }

    private Typist typist(String script) throws IOException {
        return typist("stty rows 33 cols 77", List.of("-it"), script, "stty -a");
    }

    @Test
    void theProgramHasATerminalOfItsOwnOfTheCallersSize() throws IOException {
        try (Typist typist = typist("tty; stty size; test -t 0 && test -t 1 && test -t 2 && echo three; ls /dev/pts")) {
            String said = typist.awaitEnd();
            assertThat(said).contains("/dev/pts/0", "33 77", "three", "0  ptmx", "status 0");
        }
    }

    @Test
    void bothStreamsAreTheTerminalAndTheStatusIsTheProgramsOwn() throws IOException {
        try (Typist typist = typist("echo out; echo err >&2; exit 7")) {
            assertThat(typist.awaitEnd()).contains("out\r\nerr\r\n").contains("status 7");
        }
    }

    @Test
    void keysGoToTheProgramAndItsTerminalEchoesThem() throws IOException {
        try (Typist typist = typist("echo ready; read line; echo \"got $line\"")) {
            typist.await("ready");
            typist.type("some words\r");
            assertThat(typist.awaitEnd()).contains("some words\r\n", "got some words");
        }
    }

    @Test
    void controlCGoesToTheProgramAndNotToImmure() throws IOException {
        try (Typist typist = typist("trap 'echo caught; exit 5' INT" + LOOP)) {
            typist.await("ready");
            typist.type("\u0003");
            assertThat(typist.awaitEnd()).contains("caught", "status 5");
        }
    }

    @Test
    void controlDIsTheEndOfTheProgramsInput() throws IOException {
        try (Typist typist = typist("echo ready; cat; echo end")) {
            typist.await("ready");
            typist.type("x\r\u0004");
            assertThat(typist.awaitEnd()).contains("x\r\nx\r\nend", "status 0");
        }
    }

    @Test
    void aChangeOfTheWindowReachesTheProgram() throws IOException {
        try (Typist typist = typist("trap 'stty size' WINCH" + LOOP)) {
            typist.await("ready");
            typist.resize(41, 123);
            typist.await("41 123");
            typist.type("\u0003");
            assertThat(typist.awaitEnd()).contains("status 130");
        }
    }

    @Test
    void theCallersTerminalIsSetAsItWas() throws IOException {
        try (Typist typist = typist("stty raw -echo; exit 0")) {
            assertRestored(typist.awaitEnd());
        }
    }

    @Test
    void itIsSetAsItWasAlsoWhenImmureIsTerminated() throws IOException {
        try (Typist typist = typist("echo ready; sleep 100")) {
            typist.await("ready");
            typist.terminateImmure();
            String said = typist.awaitEnd();
            assertThat(said).containsPattern("status 1[0-9][0-9]");
            assertRestored(said);
        }
    }

    @Test
    void itIsSetAsItWasAlsoWhenTheProgramIsStoppedByALimit() throws IOException {
        try (Typist typist =
                typist("true", List.of("-it", "--wall-limit", "500ms"), "echo ready; sleep 100", "stty -a")) {
            String said = typist.awaitEnd();
            assertThat(said).contains("status 124").contains("immure: WTLE");
            assertRestored(said);
        }
    }

    private static void assertRestored(String said) {
        String settings = said.substring(said.lastIndexOf("status "));
        assertThat(settings.split("[\\s;]+")).contains("icanon", "isig", "opost", "echo", "icrnl");
    }

    /** E16 in another coat: what a program writes cannot come back as something typed, once it has ended. */
    @Test
    void nothingOfTheProgramsIsLeftInTheCallersTerminal() throws IOException {
        try (Typist typist =
                typist("true", List.of("-it"), "echo ready; cat > /dev/null & sleep 0.1", "read x; echo \"[$x]\"")) {
            typist.await("status 0");
            typist.type("mine\r");
            assertThat(typist.awaitEnd()).contains("[mine]");
        }
    }

    @Test
    void withoutATerminalOfTheCallersItHasOneAllTheSame() throws IOException {
        Bench.Outcome outcome = bench.run(List.of("-t"), "tty; stty size; test -t 2 && echo yes; exit 3");
        assertThat(outcome.out()).isEqualTo("/dev/pts/0\r\n0 0\r\nyes\r\n");
        assertThat(outcome.status()).isEqualTo(3);
    }

    @Test
    void inputThatIsNoTerminalIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("piped"), bench.commandLine(List.of("-it"), "true"));
        Process process = new ProcessBuilder("/bin/sh", file.toString())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(file.toFile()))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("IMM-CLI-NO-TERMINAL");
        assertThat(process.onExit().join().exitValue()).isEqualTo(125);
    }

    @Test
    void theOutputLimitHoldsForATerminal() throws IOException {
        Bench.Outcome outcome = bench.run(List.of("-t", "--output-limit", "10k"), "while :; do echo line; done");
        assertThat(outcome.verdict()).isEqualTo("OLE");
        assertThat(outcome.out()).hasSize(10 << 10);
    }

    @Test
    void itWorksInTmux() throws IOException {
        Path command = Files.writeString(
                folder.resolve("tmux-command"),
                bench.commandLine(List.of("-it"), "trap 'stty size' WINCH; stty size" + LOOP)
                        + "; echo \"status $?\"; cat\n");
        try (Tmux tmux = Tmux.begin(folder.resolve("tmux"), command, 90, 30)) {
            tmux.await("30 90");
            tmux.await("ready");
            tmux.run("resize-window", "-t", "immure", "-x", "100", "-y", "40");
            tmux.await("40 100");
            tmux.run("send-keys", "-t", "immure", "C-c");
            tmux.await("status 130");
        }
    }
}
