package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.image.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditConcurrencyIT {
    private static final int EACH = 200;

    @TempDir
    Path temporary;

    @Test
    void twoLogsOfOneProcessKeepEachOthersRecordsWhole() throws InterruptedException, ExecutionException {
        Path directory = temporary.resolve("audit");
        AuditLog.open(directory).close();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> both = List.of(
                    threads.submit(() -> appendEach(directory, "a")), threads.submit(() -> appendEach(directory, "b")));
            for (Future<?> one : both) {
                one.get();
            }
        }
        assertIntact(directory, 2 * EACH);
    }

    @Test
    void threadsMayShareOneLog() throws InterruptedException, ExecutionException {
        Path directory = temporary.resolve("audit");
        try (AuditLog log = AuditLog.open(directory);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> both =
                    List.of(threads.submit(() -> append(log, 50, "a")), threads.submit(() -> append(log, 50, "b")));
            for (Future<?> one : both) {
                one.get();
            }
        }
        assertIntact(directory, 100);
    }

    @Test
    void twoProcessesKeepEachOthersRecordsWhole() throws IOException, InterruptedException {
        Path directory = temporary.resolve("audit");
        Process first = start(directory, EACH, "a");
        Process second = start(directory, EACH, "b");
        List<AuditPosition> told = new ArrayList<>(read(first, EACH));
        told.addAll(read(second, EACH));
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(AuditVerifier.verify(directory, told, record -> {}))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.records()).isEqualTo(2 * EACH));
    }

    @Test
    void processesThatRotateTheLogUnderEachOtherKeepTheirRecordsWhole() throws IOException, InterruptedException {
        Path directory = temporary.resolve("audit");
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            processes.add(start(directory, 60, name, 2000));
        }
        List<AuditPosition> told = new ArrayList<>();
        for (Process process : processes) {
            told.addAll(read(process, 60));
            assertThat(process.waitFor()).isZero();
        }
        assertThat(told).doesNotHaveDuplicates();
        assertThat(LogCopies.segments(directory)).hasSizeGreaterThan(10);
        assertThat(AuditVerifier.verify(directory, told, record -> {})).isInstanceOf(Intact.class);
    }

    @Test
    void aProcessKilledWhileItRotatesLosesNothingItWasToldOf() throws IOException, InterruptedException {
        Path directory = temporary.resolve("audit");
        List<AuditPosition> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Process appender = start(directory, 1_000_000, "a", 600);
            told.addAll(read(appender, 10 + 3 * i));
            appender.destroyForcibly();
            appender.waitFor();
            assertThat(AuditVerifier.verify(directory, told, record -> {})).isInstanceOf(Intact.class);
        }
    }

    @Test
    void whatAnAppendReturnedForSurvivesSigkill() throws IOException, InterruptedException {
        Path directory = temporary.resolve("audit");
        Process appender = start(directory, 1_000_000, "a");
        List<AuditPosition> told = read(appender, 50);
        appender.destroyForcibly();
        appender.waitFor();
        assertThat(AuditVerifier.verify(directory, told, record -> {})).isInstanceOf(Intact.class);
        AuditFixture.appendOne(directory);
        assertThat(AuditVerifier.verify(directory, told, record -> {})).isInstanceOf(Intact.class);
    }

    private static void appendEach(Path directory, String name) {
        try (AuditLog log = AuditLog.open(directory)) {
            append(log, EACH, name);
        }
    }

    private static void append(AuditLog log, int count, String name) {
        for (int i = 0; i < count; i++) {
            log.append(new AuditEvent.SandboxStarted(name + i, AuditFixture.IMAGE, AuditFixture.PLAN));
        }
    }

    private static void assertIntact(Path directory, int records) {
        List<String> runs = new ArrayList<>();
        assertThat(AuditVerifier.verify(directory, List.of(), record -> runs.add(record.json())))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.records()).isEqualTo(records));
        assertThat(runs.stream().map(line -> line.replaceAll(".*\"run\":\"([a-z0-9]+)\".*", "$1")))
                .doesNotHaveDuplicates()
                .hasSize(records);
    }

    private static Process start(Path directory, int count, String name) throws IOException {
        return start(directory, count, name, 0);
    }

    private static Process start(Path directory, int count, String name, int rotate) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                        "-Djnr.ffi.asm.enabled=false",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditAppender.class.getName(),
                        directory.toString(),
                        Integer.toString(count),
                        name,
                        Integer.toString(rotate))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<AuditPosition> read(Process process, int count) throws IOException {
        List<AuditPosition> positions = new ArrayList<>();
        // Not closed: the process goes on writing, and must not die of SIGPIPE instead of what the test does to it.
        BufferedReader lines = process.inputReader();
        while (positions.size() < count) {
            String[] line = String.valueOf(lines.readLine()).split(" ", 2);
            positions.add(new AuditPosition(Long.parseLong(line[0]), Digest.parse(line[1])));
        }
        return positions;
    }
}
