package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.ServedRun;
import dev.immure.cli.serve.Service;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.host.CallerIds;
import dev.immure.core.unix.Packet;
import dev.immure.core.unix.PacketListener;
import dev.immure.core.unix.PacketSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the client's command ends when it does not end by itself, and what becomes of it without the service. */
@SuppressForbidden(reason = "the client is a program, and signals are sent to it")
class ClientEndIT {
    private static final String LOOP = "echo ready; while :; do sleep 0.05; done";

    @TempDir
    private static Path directory;

    private static Installed installed;

    private Service service;

    @BeforeAll
    static void install() throws Exception {
        installed = Installed.in(directory);
    }

    @BeforeEach
    void serve() {
        service = Service.of(ServeSettings.defaults());
        service.add(new NativeDoor(socket(), PlacedMain.commands(installed.folder()), service.queue()));
    }

    @AfterEach
    void end() {
        service.close();
    }

    private static Path socket() {
        return installed.sockets().resolve("client.sock");
    }

    private static Process start(List<String> arguments) throws IOException {
        return installed.command(installed.sockets(), arguments).start();
    }

    private static Process running() throws IOException {
        Process process = start(installed.run(List.of(), "/bin/sh", "-c", LOOP));
        assertThat(reader(process).readLine()).isEqualTo("ready");
        return process;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String err(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Of the audit log, all that is there. */
    private static String records() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(installed.folder().resolve("state/audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    /** Ended, and not only out of sight: the queue waits for the sandbox to be gone. */
    private void assertNothingRuns() throws Exception {
        for (ServedRun run : service.queue()
                .list(ServiceCaller.user(
                        Callers.of(CallerIds.current(), "socket-peer"),
                        CallerIds.current().uid()))) {
            run.end().get(30, TimeUnit.SECONDS);
        }
        assertThat(service.queue().drain(Duration.ofSeconds(30))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,129", "QUIT,131"})
    void aSignalEndsTheRunAndIsTheStatus(String name, int status) throws Exception {
        Process process = running();
        signal(process, name);
        assertThat(status(process)).isEqualTo(status);
        assertThat(err(process)).isEmpty();
        assertNothingRuns();
    }

    @Test
    void whenTheClientIsKilledItsRunIsEnded() throws Exception {
        Process process = running();
        process.destroyForcibly().waitFor();
        assertNothingRuns();
    }

    /** The pipe is full, its reader alive and not reading: nothing but the client's end can free the writer. */
    @Test
    void aRunWhoseOutputNobodyReadsEndsWithItsClient() throws Exception {
        Process process = start(installed.run(List.of(), "/bin/sh", "-c", "echo ready; exec cat /dev/zero"));
        assertThat(process.getInputStream().read()).isEqualTo('r');
        process.toHandle().destroyForcibly();
        process.waitFor();
        assertNothingRuns();
    }

    /** One place, and whoever has it does not read: the limit of time ends the program, and nothing ends the reading. */
    @Test
    void whoeverDoesNotReadWhatAnEndedRunHasWrittenKeepsNobodyWaiting() throws Exception {
        service.close();
        ServeSettings defaults = ServeSettings.defaults();
        service =
                Service.of(new ServeSettings(1, 8, 2, 8, defaults.drainTime(), 8, 0, defaults.pool(), defaults.tls()));
        service.add(new NativeDoor(socket(), PlacedMain.commands(installed.folder()), service.queue()));
        Process deaf =
                start(installed.run(List.of("--wall-limit", "1s"), "/bin/sh", "-c", "echo ready; exec cat /dev/zero"));
        assertThat(deaf.getInputStream().read()).isEqualTo('r');
        Process next = start(installed.run(List.of(), "/bin/sh", "-c", "echo ready"));
        assertThat(reader(next).readLine()).isEqualTo("ready");
        assertThat(status(next)).isZero();

        // Nor does he keep the service from its end, and his run has one on record.
        assertThat(service.queue().drain(Duration.ZERO)).isFalse();
        assertThat(service.queue().running()).isZero();
        assertThat(records()).contains("\"verdict\":\"WTLE\"");
        deaf.destroyForcibly().waitFor();
    }

    @Test
    void whatIsIgnoredStaysIgnored() throws Exception {
        List<String> words =
                new ArrayList<>(List.of("/usr/bin/nohup", installed.client().toString()));
        words.addAll(installed.run(List.of(), "/bin/sh", "-c", LOOP));
        Process process = installed.prepared(installed.sockets(), words).start();
        assertThat(reader(process).readLine()).isEqualTo("ready");
        signal(process, "HUP");
        signal(process, "TERM");
        assertThat(status(process)).as("the second one").isEqualTo(143);
        assertNothingRuns();
    }

    @Test
    void aStoppedClientGoesOnWhereItWas() throws Exception {
        Process process = start(installed.run(List.of("-i"), "/bin/sh", "-c", "echo ready; read x; echo \"got $x\""));
        BufferedReader out = reader(process);
        assertThat(out.readLine()).isEqualTo("ready");
        signal(process, "TSTP");
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        while (!Files.readString(stat).contains(") T ")) {
            Thread.onSpinWait();
        }
        signal(process, "CONT");
        process.getOutputStream().write("words\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(out.readLine()).isEqualTo("got words");
        assertThat(status(process)).isZero();
    }

    /** It begins and never ends it: what a service that is killed looks like to the client. */
    private static PacketSocket silentService(PacketListener listener, boolean begin) {
        PacketSocket client = listener.accept().orElseThrow();
        try (Packet hello = client.receive(ClientMessage.MOST_BYTES, ClientMessage.DESCRIPTORS)) {
            assertThat(ClientMessage.parse(hello.bytes())).isInstanceOf(ClientMessage.Hello.class);
        }
        if (begin) {
            client.send(new ServiceMessage.Here().encode());
        }
        return client;
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectory(
                installed.folder().resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void aServiceThatDiesMidwayIsToldInFourParts() throws Exception {
        Path folder = folder("dying");
        try (PacketListener listener = PacketListener.bind(folder.resolve("client.sock"))) {
            Process process = installed.command(folder, List.of("run", "x")).start();
            silentService(listener, true).close();
            assertThat(status(process)).isEqualTo(125);
            assertThat(err(process)).hasLineCount(1).endsWith("[IMM-CLIENT-SERVICE-GONE]\n");
        }
    }

    @Test
    void aServiceThatDiesBeforeItHasBegunCostsOnlyTime() throws Exception {
        Path folder = folder("dead");
        long before = installed.started();
        try (PacketListener listener = PacketListener.bind(folder.resolve("client.sock"))) {
            Process process = installed
                    .command(folder, installed.run(List.of(), "/bin/sh", "-c", "exit 9"))
                    .start();
            silentService(listener, false).close();
            assertThat(status(process)).as(err(process)).isEqualTo(9);
        }
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    /** A service that neither answers nor goes must not hold a person's terminal. */
    @Test
    void whoAsksTwiceToEndWaitsForNobody() throws Exception {
        Path folder = folder("deaf");
        try (PacketListener listener = PacketListener.bind(folder.resolve("client.sock"))) {
            Process process = installed.command(folder, List.of("run", "x")).start();
            try (PacketSocket client = silentService(listener, true);
                    Packet first = sent(client, process);
                    Packet second = sent(client, process)) {
                assertThat(ClientMessage.parse(first.bytes())).isEqualTo(new ClientMessage.Signal(15));
                assertThat(second.isEnd()).isTrue();
                assertThat(status(process)).isEqualTo(143);
            }
        }
    }

    private static Packet sent(PacketSocket client, Process process) throws Exception {
        signal(process, "TERM");
        return client.receive(ClientMessage.MOST_BYTES, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --root /elsewhere",
                "run --config=/elsewhere",
                "verify --help",
                "image ls",
                "policy lint",
                "--version",
                "help"
            })
    void whatTheServiceDoesNotCarryOutIsJavas(String line) throws Exception {
        long before = installed.started();
        status(start(List.of(line.split(" ", -1))));
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    @Test
    void withoutArgumentsItIsJavas() throws Exception {
        long before = installed.started();
        assertThat(status(start(List.of()))).isEqualTo(125);
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    /** Too long for a message, and short enough for execve(2). */
    @Test
    void aCommandThatIsTooLongForAMessageIsJavas() throws Exception {
        long before = installed.started();
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "echo $#", "sh"));
        words.addAll(Collections.nCopies(900, "x".repeat(160)));
        Process process = start(installed.run(List.of(), words.toArray(String[]::new)));
        assertThat(reader(process).readLine()).as(err(process)).isEqualTo("900");
        assertThat(status(process)).isZero();
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    /** Root relies on files of the user whom sudo(8) names, and of nobody else: the service cannot know. */
    @Test
    void whoComesBySudoIsJavas() throws Exception {
        long before = installed.started();
        ProcessBuilder builder = installed.command(installed.sockets(), installed.run(List.of(), "/bin/true"));
        builder.environment().put("SUDO_UID", "1000");
        assertThat(status(builder.start())).isZero();
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m", "-n", "-U"})
    void whoLivesInAnotherNamespaceIsJavas(String namespace) throws Exception {
        long before = installed.started();
        List<String> words = new ArrayList<>(
                List.of("/usr/bin/unshare", namespace, installed.client().toString()));
        words.addAll(List.of("verify", "--key", "../key.pub.pem", Installed.IMAGE));
        status(installed.prepared(installed.sockets(), words).start());
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chmod 0720", "chmod 0702", "chown 1000"})
    void aFolderThatOthersCanChangeIsNotEntered(String change) throws Exception {
        long before = installed.started();
        Path folder = Files.createTempDirectory(installed.folder(), "open");
        try (PacketListener listener = PacketListener.bind(folder.resolve("client.sock"))) {
            assertThat(new ProcessBuilder((change + " " + folder).split(" ", -1))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(status(installed.command(folder, List.of("nothing")).start()))
                    .isEqualTo(125);
            listener.stop();
            assertThat(listener.accept()).isEmpty();
        }
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    @Test
    void aLinkToAFolderIsNotEntered() throws Exception {
        long before = installed.started();
        Path link = Files.createSymbolicLink(installed.folder().resolve("link"), installed.sockets());
        assertThat(status(installed
                        .command(link, installed.run(List.of(), "/bin/true"))
                        .start()))
                .isZero();
        assertThat(installed.started()).isEqualTo(before + 1);
    }

    @Test
    void withoutItsJavaProgramTheClientSaysSoInFourParts() throws Exception {
        Path lonely = Files.createDirectories(installed.folder().resolve("lonely/bin"))
                .resolve("immure");
        Files.copy(installed.client(), lonely, StandardCopyOption.COPY_ATTRIBUTES);
        Process process = installed
                .prepared(folder("empty"), List.of(lonely.toString(), "run"))
                .start();
        assertThat(status(process)).isEqualTo(125);
        assertThat(err(process))
                .hasLineCount(1)
                .contains(installed.folder() + "/lonely/lib/immure/bin/immure-java")
                .endsWith("[IMM-CLIENT-LAUNCHER]\n");
    }
}
