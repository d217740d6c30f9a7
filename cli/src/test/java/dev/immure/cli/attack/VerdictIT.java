package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditVerification;
import dev.immure.core.json.JsonException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that go too far: exit status, verdict, record, and nothing left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerdictIT {
    private final Range range;

    VerdictIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    /** Whatever the program did. */
    @AfterEach
    void theRecordIsIntact() {
        assertThat(range.audit()).isInstanceOf(AuditVerification.Intact.class);
    }

    @ParameterizedTest(name = "{3} and {2} of {1} under {0}")
    @CsvSource({
        "'',exit 0,0,OK",
        "'',exit 42,42,RE",
        "'',exit 255,255,RE",
        "'',signal 11,139,SG",
        "'',signal 6,134,SG",
        "'',signal 9,137,SG",
        "--time-limit=300ms,spin,124,TLE",
        "--wall-limit=300ms,sleep 20000,124,WTLE",
        "--wall-limit=300ms,stubborn 20000,124,WTLE",
        "--memory=32m,alloc 200000000,137,MLE",
    })
    void aProgramThatGoesTooFarIsEndedAndNamed(String options, String command, int status, String verdict)
            throws IOException {
        Range.Run run = run(options, command);
        assertThat(run.verdict()).as(run.outcome().err()).isEqualTo(verdict);
        assertThat(run.status()).isEqualTo(status);
        assertNothingLeft(run);
    }

    /** Killed, or ended by SIGPIPE where it writes between the closing of the pipe and the kill. */
    @ParameterizedTest
    @ValueSource(strings = {"write", "stderr"})
    void outputBeyondTheLimitEndsTheProgram(String tool) throws IOException {
        Range.Run run = run("--output-limit=64k", tool + " 10000000");
        assertThat(run.verdict()).isEqualTo("OLE");
        assertThat(run.status()).isIn(137, 141);
        assertThat(run.outcome().out().length() + run.outcome().err().length()).isLessThan(70_000);
        assertNothingLeft(run);
    }

    @Test
    void aForkBombEndsAtTheProcessLimit() throws IOException {
        Range.Run run = run("--pids-limit=20 --wall-limit=5s", "fork 200");
        assertThat(run.verdict()).isEqualTo("PLE");
        assertNothingLeft(run);
    }

    @Test
    void aFullDiskIsNamed() throws IOException {
        Range.Run run = run("--disk=4m", "fill /tmp/x 400000000");
        assertThat(run.verdict()).isEqualTo("DQE");
        assertNothingLeft(run);
    }

    @Test
    void aProcessThatOutlivesItsParentGoesWithTheSandbox() throws IOException {
        Range.Run run = run("", "orphan 60000");
        assertThat(run.verdict()).isEqualTo("OK");
        assertNothingLeft(run);
    }

    @Test
    void anImageThatNobodySignedIsDeniedAndOnRecord() throws IOException {
        Path tree = range.tree("unsigned");
        assertThat(range.immure(List.of("image", "pack", tree.toString(), "unsigned:v1", "--entrypoint", "/bin/probe"))
                        .status())
                .isZero();
        Range.Outcome denied = range.run(List.of(), "unsigned:v1", "exit", "0").outcome();
        assertThat(denied.status()).isEqualTo(77);
        assertThat(denied.err()).contains("IMM-POLICY-DENIED");
    }

    @Test
    void twoRunsOneAfterTheOtherShareNoFile() throws IOException {
        for (String place : List.of("/tmp/left", "/dev/shm/left")) {
            assertThat(run("", "fill " + place + " 4096").verdict()).isEqualTo("OK");
            Range.Run next = run("", "cat " + place);
            assertThat(next.status()).as(place).isEqualTo(1);
            assertThat(next.outcome().err()).contains("ENOENT");
        }
    }

    private Range.Run run(String options, String command) throws IOException {
        List<String> given = options.isEmpty() ? List.of() : Arrays.asList(options.split(" ", -1));
        return range.run(given, "probe:v1", command.split(" ", -1));
    }

    /** No control group of this run; its processes would be in one. */
    private static void assertNothingLeft(Range.Run run) throws IOException {
        String id;
        try {
            id = run.receipt().requireString("id");
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
        assertThat(controlGroups("-" + id)).isEmpty();
    }

    private static List<Path> controlGroups(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(Path.of("/sys/fs/cgroup"), new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes attributes) {
                if (group.getFileName().toString().endsWith(name)) {
                    found.add(group);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Groups of others come and go.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path group, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
