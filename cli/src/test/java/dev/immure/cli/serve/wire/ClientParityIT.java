package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same command, carried out by the Java program and by the service: whoever calls the client sees no difference. Each
 * test holds for both, and makes sure which of them it was.
 */
@SuppressForbidden(reason = "the client is a program")
class ClientParityIT {
    @TempDir
    private static Path directory;

    private static Installed installed;
    private static Service service;

    private long startedBefore;

    enum Form {
        JAVA,
        SERVICE
    }

    /** What a process left. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ended(int status, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
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

    @BeforeEach
    void count() throws IOException {
        startedBefore = installed.started();
    }

    private Ended run(Form form, List<String> options, String... command) throws Exception {
        return end(form, start(form, installed.run(options, command)), new byte[0]);
    }

    private static Process start(Form form, List<String> arguments) throws IOException {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        ProcessBuilder builder = installed.command(sockets, arguments);
        builder.environment().put("COLOUR", "blue sky");
        return builder.start();
    }

    private Ended end(Form form, Process process, byte[] input) throws Exception {
        CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It has ended without reading.
        }
        Ended ended = new Ended(process.waitFor(), out.get(), new String(err.get(), StandardCharsets.UTF_8));
        assertThat(installed.started() - startedBefore).as(ended.err()).isEqualTo(form == Form.JAVA ? 1 : 0);
        return ended;
    }

    private static byte[] all(InputStream in) {
        try (in) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA,exit 0,0", "SERVICE,exit 0,0",
        "JAVA,exit 3,3", "SERVICE,exit 3,3",
        "JAVA,kill -9 $$,137", "SERVICE,kill -9 $$,137",
        "JAVA,kill -11 $$,139", "SERVICE,kill -11 $$,139"
    })
    void theStatusIsTheProgramsOwn(Form form, String script, int status) throws Exception {
        Ended ended = run(form, List.of(), "/bin/sh", "-c", script);
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTimeLimitIs124(Form form) throws Exception {
        Ended ended = run(form, List.of("--wall-limit", "300ms"), "/bin/sleep", "100");
        assertThat(ended.status()).isEqualTo(124);
        assertThat(ended.err()).startsWith("immure: WTLE: ").hasLineCount(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereIs127AndWhatIsNoProgramIs126(Form form) throws Exception {
        Ended missing = run(form, List.of(), "/bin/no-such-program");
        assertThat(missing.status()).isEqualTo(127);
        assertThat(missing.err()).contains("IMM-LAUNCH-NOT-FOUND");
        startedBefore = installed.started();
        Ended folder = run(form, List.of(), "/usr");
        assertThat(folder.status()).isEqualTo(126);
        assertThat(folder.err()).contains("IMM-LAUNCH-NOT-EXECUTABLE");
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIs77(Form form) throws Exception {
        List<String> words = List.of("run", "-v", "/usr:/usr", Installed.IMAGE, "/bin/true");
        Ended ended = end(form, start(form, words), new byte[0]);
        assertThat(ended.status()).as(ended.err()).isEqualTo(77);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).hasLineCount(1).contains("[IMM-");
    }

    @ParameterizedTest
    @EnumSource
    void aMistakeInTheCommandLineIs125AndSaysTheSame(Form form) throws Exception {
        Ended ended = run(form, List.of("--memory", "lots", "--copy-in", "missing:/box/x"), "/bin/true");
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.err())
                .hasLineCount(1)
                .contains("--memory lots", "--copy-in missing:/box/x", "[IMM-CLI-OPTION]");
        startedBefore = installed.started();
        Ended unknown = run(form, List.of("--no-such-option"), "/bin/true");
        assertThat(unknown.status()).isEqualTo(125);
        assertThat(unknown.err()).contains("--no-such-option", "[IMM-CLI-USAGE]");
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsJsonWhenTheAnswerIs(Form form) throws Exception {
        Ended ended = run(form, List.of("--output", "json", "--key", "no-such-key"), "/bin/true");
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.err()).startsWith("{").contains("\"schema\"");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsMissingIsNamedAlike(Form form) throws Exception {
        List<String> words = List.of("run", "--key", "no-such-key.pem", Installed.IMAGE, "/bin/true");
        Ended ended = end(form, start(form, words), new byte[0]);
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.err()).contains(installed.work() + "/no-such-key.pem");
    }

    @ParameterizedTest
    @EnumSource
    void everyByteOfAMegabyteComesOutAsItWentIn(Form form) throws Exception {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        Process process = start(form, installed.run(List.of("-i"), "/bin/cat"));
        Ended ended = end(form, process, bytes);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(Arrays.equals(ended.bytes(), bytes)).as("all of them").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theTwoStreamsAreKeptApart(Form form) throws Exception {
        Ended ended = run(form, List.of(), "/bin/sh", "-c", "echo out; echo err >&2");
        assertThat(ended.out()).isEqualTo("out\n");
        assertThat(ended.err()).isEqualTo("err\n");
    }

    @ParameterizedTest
    @EnumSource
    void withoutInteractiveTheProgramReadsNothing(Form form) throws Exception {
        Process process = start(form, installed.run(List.of(), "/bin/cat"));
        assertThat(end(form, process, "typed".getBytes(StandardCharsets.UTF_8)).out())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void streamsThatAreClosedAreNoTrouble(Form form) throws Exception {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        String line = String.join(" ", installed.run(List.of("-i"), "/bin/cat"));
        ProcessBuilder builder = installed.prepared(
                sockets, List.of("/bin/sh", "-c", installed.client() + " " + line + " <&- >&- 2>&-; echo $?"));
        assertThat(end(form, builder.start(), new byte[0]).out()).isEqualTo("0\n");
    }

    @ParameterizedTest
    @EnumSource
    void relativePathsBeginWhereTheCallerStands(Form form) throws Exception {
        Path work = installed.work();
        Files.createDirectories(work.resolve("shared"));
        Files.writeString(work.resolve("shared/file"), "from the host\n");
        Files.writeString(work.resolve("variables"), "COLOUR\nSHAPE=round\nABSENT\n");
        Files.deleteIfExists(work.resolve("receipt.json"));
        Files.deleteIfExists(work.resolve("meta"));
        Files.deleteIfExists(work.resolve("result"));
        List<String> options = List.of(
                "-v", "shared:/box",
                "--copy-in", "variables:/tmp/in",
                "--copy-out", "/tmp/out:result",
                "--env-file", "variables",
                "--receipt", "receipt.json",
                "--meta", "./meta");
        Ended ended = run(
                form, options, "/bin/sh", "-c", "cat /box/file; echo \"$COLOUR $SHAPE $ABSENT.\"; cp /tmp/in /tmp/out");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo("from the host\nblue sky round .\n");
        assertThat(work.resolve("result")).hasSameTextualContentAs(work.resolve("variables"));
        assertThat(Files.readString(work.resolve("receipt.json"))).contains("\"verdict\"");
        assertThat(Files.readString(work.resolve("meta"))).contains("exitcode:0");
    }

    @ParameterizedTest
    @EnumSource
    void aVariableAloneTakesTheCallersValue(Form form) throws Exception {
        Ended ended =
                run(form, List.of("-e", "COLOUR", "-e", "ABSENT"), "/bin/sh", "-c", "echo \"$COLOUR ${ABSENT-unset}\"");
        assertThat(ended.out()).isEqualTo("blue sky unset\n");
    }

    @ParameterizedTest
    @EnumSource
    void argumentsArriveAsTheyAre(Form form) throws Exception {
        Ended ended =
                run(form, List.of(), "/bin/sh", "-c", "for a; do echo \"[$a]\"; done", "sh", "", " a  b ", "*", "\n");
        assertThat(ended.out()).isEqualTo("[]\n[ a  b ]\n[*]\n[\n]\n");
    }

    /** Where the service's own locale has no such letters, Java carries the command out for both. */
    @ParameterizedTest
    @EnumSource
    void lettersBeyondAsciiArriveToo(Form form) throws Exception {
        boolean spelled = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        Process process = start(form, installed.run(List.of(), "/bin/echo", "\u00e4\u20ac"));
        assertThat(end(spelled ? form : Form.JAVA, process, new byte[0]).out()).isEqualTo("\u00e4\u20ac\n");
    }

    @ParameterizedTest
    @EnumSource
    void aTerminalIsTheProgramsOwnAndKeysNeedTheCallers(Form form) throws Exception {
        Ended alone = run(form, List.of("-t"), "/bin/sh", "-c", "tty; stty size; exit 3");
        assertThat(alone.out()).isEqualTo("/dev/pts/0\r\n0 0\r\n");
        assertThat(alone.status()).isEqualTo(3);
        startedBefore = installed.started();
        Ended piped = run(form, List.of("-it"), "/bin/true");
        assertThat(piped.status()).isEqualTo(125);
        assertThat(piped.err()).contains("[IMM-CLI-NO-TERMINAL]");
    }

    /** write(2) fails with ENOSPC: a short answer must not look like a whole one. */
    @ParameterizedTest
    @EnumSource
    void anAnswerThatCannotBeWrittenIsAFault(Form form) throws Exception {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        String line = "verify --key ../key.pub.pem " + Installed.IMAGE + " >/dev/full";
        ProcessBuilder builder = installed.prepared(sockets, List.of("/bin/sh", "-c", installed.client() + " " + line));
        Ended ended = end(form, builder.start(), new byte[0]);
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.err()).contains("[IMM-CLI-OUTPUT]");
    }

    /** O_APPEND and a position of its own: the open file is the caller's, whoever writes to it. */
    @ParameterizedTest
    @EnumSource
    void filesAreWrittenWhereTheShellHasOpenedThem(Form form) throws Exception {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        String command = installed.client() + " " + String.join(" ", installed.run(List.of("-i"), "/bin/cat"));
        Path file = installed.work().resolve("appended-" + form);
        String line = "echo before >" + file + "; echo in | " + command + " >>" + file + "; (echo a; echo b | "
                + command + "; echo c) >" + file + ".whole";
        ProcessBuilder builder = installed.prepared(sockets, List.of("/bin/sh", "-c", line));
        assertThat(builder.start().waitFor()).isZero();
        assertThat(file).hasContent("before\nin\n");
        assertThat(Path.of(file + ".whole")).hasContent("a\nb\nc\n");
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatGoesEarlyDoesNotStopTheProgram(Form form) throws Exception {
        Path sockets =
                form == Form.SERVICE ? installed.sockets() : installed.folder().resolve("nothing");
        String command = installed.client() + " "
                + String.join(" ", installed.run(List.of(), "/usr/bin/head", "-c", "300000", "/dev/zero"));
        ProcessBuilder builder = installed.prepared(
                sockets, List.of("/bin/bash", "-c", command + " | head -c 3; echo ${PIPESTATUS[0]}"));
        assertThat(end(form, builder.start(), new byte[0]).out()).isEqualTo("\0\0\0" + "0\n");
    }

    @ParameterizedTest
    @EnumSource
    void verifyPlanAndCheckSayTheSame(Form form) throws Exception {
        for (List<String> words : List.of(
                List.of("verify", "--key", "../key.pub.pem", Installed.IMAGE),
                List.of("verify", "--output", "json", "--key", "../key.pub.pem", Installed.IMAGE),
                List.of("policy", "check", "--key", "../key.pub.pem", Installed.IMAGE),
                List.of("plan", "--output", "json", "--key", "../key.pub.pem", Installed.IMAGE, "/bin/true"))) {
            startedBefore = installed.started();
            Ended ended = end(form, start(form, words), new byte[0]);
            assertThat(ended.status()).as(words + ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            Path said = installed.folder().resolve("said-" + Integer.toHexString(words.hashCode()));
            // But for ids, times, the seconds since the host's start, and the range of user ids that is free just now.
            String settled = ended.out().replaceAll("-?[0-9a-f]{16,64}|[0-9T:.-]{16,}Z|-?[0-9]{4,}", "…");
            if (Files.exists(said)) {
                assertThat(settled).isEqualTo(Files.readString(said));
            } else {
                Files.writeString(said, settled);
            }
        }
    }
}
