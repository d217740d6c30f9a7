package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.files.Typist;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person at a terminal sees no difference between the Java program and the service. */
@Timeout(60)
class ClientTerminalIT {
    private static final String LOOP = "; echo ready; while :; do sleep 0.05; done";

    @TempDir
    private static Path directory;

    private static Installed installed;
    private static Service service;

    enum Form {
        JAVA,
        SERVICE
    }

    @BeforeAll
    static void install() throws Exception {
        installed = Installed.in(directory);
        service = Service.of(ServeSettings.defaults());
        service.add(new NativeDoor(
                installed.sockets().resolve("client.sock"), PlacedMain.commands(installed.folder()), service.queue()));
    }

    @AfterAll
    static void close() {
        service.close();
    }

    /** A shell's script around the command, as a person would type it. */
    private static Typist typist(Form form, List<String> options, String script, String after) throws IOException {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        String command =
                String.join(" ", installed.run(options, "/bin/sh", "-c", "'" + script.replace("'", "'\\''") + "'"));
        Path file = Files.createTempFile(installed.folder(), "typed", ".sh");
        Files.writeString(
                file,
                "unset SUDO_UID; cd " + installed.work() + "; stty rows 33 cols 77; IMMURE_SOCKET_DIR=" + sockets
                        + " LANG=C.UTF-8 " + installed.client() + " " + command + "; echo \"status $?\"; " + after
                        + "\n");
        return Typist.begin(file);
    }

    private static Typist typist(Form form, String script) throws IOException {
        return typist(form, List.of("-it"), script, "stty -a");
    }

    private static void assertRestored(String said) {
        String settings = said.substring(said.lastIndexOf("status "));
        assertThat(settings.split("[\\s;]+")).contains("icanon", "isig", "opost", "echo", "icrnl");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramHasATerminalOfTheCallersSize(Form form) throws IOException {
        try (Typist typist =
                typist(form, "tty; stty size; test -t 0 && test -t 1 && test -t 2 && echo three; exit 7")) {
            String said = typist.awaitEnd();
            assertThat(said).contains("/dev/pts/0", "33 77", "three", "status 7");
            assertRestored(said);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysGoToTheProgramAndControlCToo(Form form) throws IOException {
        try (Typist typist =
                typist(form, "trap \"echo caught; exit 5\" INT; echo ready; read line; echo got $line" + LOOP)) {
            typist.await("ready");
            typist.type("words\r");
            typist.await("got words");
            typist.type("\u0003");
            String said = typist.awaitEnd();
            assertThat(said).contains("caught", "status 5");
            assertRestored(said);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfTheWindowReachesTheProgram(Form form) throws IOException {
        try (Typist typist = typist(form, "trap \"stty size\" WINCH" + LOOP)) {
            typist.await("ready");
            typist.resize(41, 123);
            typist.await("41 123");
            typist.type("\u0003");
            assertThat(typist.awaitEnd()).contains("status 130");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTerminalIsSetAsItWasAlsoWhenItIsTerminated(Form form) throws IOException {
        try (Typist typist = typist(form, "echo ready; sleep 100")) {
            typist.await("ready");
            typist.terminateImmure();
            String said = typist.awaitEnd();
            assertThat(said).contains("status 143");
            assertRestored(said);
        }
    }

    /** The shell gets back the terminal that it knows, and the program the one that it had. */
    @Test
    void aStopBySignalGivesTheTerminalBack() throws Exception {
        try (Typist typist = typist(Form.SERVICE, "echo ready; read x; echo \"got $x\"")) {
            typist.await("ready");
            ProcessHandle client = typist.immure();
            Path terminal = Files.readSymbolicLink(Path.of("/proc", Long.toString(client.pid()), "fd/0"));
            assertThat(settings(terminal)).contains("-icanon");
            kill(client, "TSTP");
            Path stat = Path.of("/proc", Long.toString(client.pid()), "stat");
            while (!Files.readString(stat).contains(") T ")) {
                Thread.onSpinWait();
            }
            assertThat(settings(terminal)).contains(" icanon");
            kill(client, "CONT");
            while (!settings(terminal).contains("-icanon")) {
                Thread.onSpinWait();
            }
            typist.type("words\r");
            String said = typist.awaitEnd();
            assertThat(said).contains("got words", "status 0");
            assertRestored(said);
        }
    }

    private static void kill(ProcessHandle process, String signal) throws Exception {
        Installed.shell("kill -" + signal + " " + process.pid());
    }

    private static String settings(Path terminal) throws Exception {
        return Installed.shell("stty -a -F " + terminal).replaceAll("\\s+", " ");
    }
}
