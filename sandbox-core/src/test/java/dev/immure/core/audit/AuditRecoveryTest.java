package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves is what a write leaves that stopped somewhere: every such state is tried. */
class AuditRecoveryTest {
    @TempDir(factory = MemoryDirectory.class)
    Path temporary;

    private Path directory = Path.of("");
    private byte[] oldHead = {};
    private byte[] oldLog = {};
    private byte[] newLog = {};

    /** A log, and what the next append wants to make of it. */
    @BeforeEach
    void append() {
        directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        oldHead = AuditFixture.head(directory);
        oldLog = AuditFixture.log(directory);
        try (AuditLog log = AuditLog.open(directory, AuditFixture.NOON)) {
            AuditEvent event = new AuditEvent.SandboxFailed("r", "IMM-X", "a", "b", "c");
            log.append(List.of(event, event));
        }
        newLog = AuditFixture.log(directory);
    }

    @Test
    void aLogCutAtAnyByteOfTheLastAppendIsIntactAndTheNextAppendLosesNothing() {
        for (int length = oldLog.length; length <= newLog.length; length++) {
            byte[] torn = crashAt(length, newLog, oldHead);
            assertThat(AuditVerifier.verify(directory)).as("%d bytes", length).isInstanceOf(Intact.class);
            AuditFixture.appendOne(directory);
            assertNothingLost(torn);
        }
    }

    @Test
    void aCrashDuringTheRecoveryIsRecoveredToo() {
        byte[] torn = crashAt(oldLog.length + 100, newLog, oldHead);
        AuditFixture.appendOne(directory);
        byte[] recovered = AuditFixture.log(directory);
        int recoveryRecord = AuditFixture.lines(directory).get(5).length();
        for (int length = torn.length; length < torn.length + recoveryRecord + 3; length++) {
            byte[] tornAgain = crashAt(length, recovered, oldHead);
            AuditFixture.appendOne(directory);
            assertNothingLost(tornAgain);
        }
    }

    @Test
    void countsTheBytesThatACrashLeft() {
        crashAt(oldLog.length + 7, newLog, oldHead);
        assertThat(AuditVerifier.verify(directory)).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.records()).isEqualTo(4);
            assertThat(intact.unfinishedBytes()).isEqualTo(7);
        });
    }

    @Test
    void countsTheRecordsThatTheHeadDoesNotNameYet() {
        crashAt(newLog.length, newLog, oldHead);
        assertThat(AuditVerifier.verify(directory))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.beyondHead()).isEqualTo(2));
    }

    @Test
    void bringsTheHeadUpToDateBeforeItAddsAnything() throws IOException {
        crashAt(newLog.length, newLog, oldHead);
        // A directory under the temporary name of the head: no new head can be written.
        Files.createDirectory(directory.resolve("audit.head.new"));
        for (int i = 0; i < ChainScanner.MAX_BEYOND_HEAD + 1; i++) {
            assertThatThrownBy(() -> AuditFixture.appendOne(directory)).isInstanceOf(ImmureException.class);
        }
        assertThat(AuditFixture.log(directory)).isEqualTo(newLog);
        Files.delete(directory.resolve("audit.head.new"));
        AuditFixture.appendOne(directory);
        assertNothingLost(newLog);
    }

    @Test
    void recordsLengthAndHashOfTheTornBytes() {
        crashAt(oldLog.length + 7, newLog, oldHead);
        AuditFixture.appendOne(directory);
        byte[] torn = Arrays.copyOfRange(newLog, oldLog.length, oldLog.length + 8);
        torn[7] = '\n';
        List<String> lines = AuditFixture.lines(directory);
        assertThat(lines.get(5))
                .contains("\"sequence\":5,")
                .contains(
                        "\"type\":\"log.recovered\",\"tornBytes\":8,\"tornHash\":\"" + Digest.of(torn) + "\",\"hash\"");
        assertThat(lines.get(6)).contains("\"sequence\":6,");
    }

    @Test
    void findsTornBytesThatWereChangedAfterwards() {
        recoveredLog();
        byte[] log = AuditFixture.log(directory);
        log[oldLog.length + 3] ^= 1;
        AuditFixture.writeLog(directory, log);
        assertBroken(AuditFault.CHANGED);
    }

    @Test
    void findsTornBytesThatWereRemovedAfterwards() {
        recoveredLog();
        List<String> lines = AuditFixture.lines(directory);
        lines.remove(4);
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.REMOVED);
    }

    @Test
    void findsARecoveryRecordThatWasRemoved() {
        recoveredLog();
        List<String> lines = AuditFixture.lines(directory);
        lines.remove(5);
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.MALFORMED);
    }

    @Test
    void doesNotTakeAWholeRecordWithAWrongHashForACrash() {
        byte[] log = newLog.clone();
        log[oldLog.length + 60] ^= 1;
        crashAt(log.length, log, oldHead);
        assertBroken(AuditFault.CHANGED);
    }

    @Test
    void makesAHeadWhereACrashLeftAnEmptyLogWithoutOne() throws IOException {
        Path fresh = temporary.resolve("fresh");
        AuditLog.open(fresh).close();
        Files.delete(fresh.resolve("audit.head"));
        assertThat(AuditFixture.appendOne(fresh).sequence()).isEqualTo(1);
    }

    @Test
    void removesAHeadThatACrashLeftUnderItsTemporaryName() throws IOException {
        Files.write(directory.resolve("audit.head.new"), new byte[] {'x'});
        AuditFixture.appendOne(directory);
        try (var names = Files.list(directory)) {
            assertThat(names.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.log", "audit.head");
        }
    }

    private byte[] crashAt(int length, byte[] log, byte[] head) {
        byte[] torn = Arrays.copyOf(log, length);
        AuditFixture.writeLog(directory, torn);
        AuditFixture.writeHead(directory, head);
        return torn;
    }

    private void recoveredLog() {
        crashAt(oldLog.length + 20, newLog, oldHead);
        AuditFixture.appendOne(directory);
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(Intact.class);
    }

    private void assertNothingLost(byte[] before) {
        byte[] after = AuditFixture.log(directory);
        assertThat(Arrays.equals(before, Arrays.copyOf(after, before.length)))
                .as("every byte is still there: %s", new String(after, StandardCharsets.ISO_8859_1))
                .isTrue();
        AuditVerification found = AuditVerifier.verify(directory);
        assertThat(found).as("%d bytes", before.length).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.unfinishedBytes()).isZero();
            assertThat(intact.beyondHead()).isZero();
        });
    }

    private void assertBroken(AuditFault code) {
        assertThat(AuditVerifier.verify(directory))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.code()).isEqualTo(code));
    }
}
