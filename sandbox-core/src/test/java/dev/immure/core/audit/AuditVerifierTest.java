package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test takes a valid log of eight records and breaks one thing. */
class AuditVerifierTest {
    @TempDir(factory = MemoryDirectory.class)
    Path temporary;

    private Path directory = Path.of("");
    private AuditPosition last = AuditPosition.START;

    @BeforeEach
    void writeLog() {
        directory = temporary.resolve("audit");
        last = AuditFixture.write(directory, 2);
    }

    @Test
    void acceptsWhatAppendWrote() {
        assertThat(AuditVerifier.verify(directory)).isEqualTo(new Intact(8, last, 0, 0));
    }

    @Test
    void acceptsALogWithoutRecords() {
        Path empty = temporary.resolve("empty");
        AuditLog.open(empty).close();
        assertThat(AuditVerifier.verify(empty)).isEqualTo(new Intact(0, AuditPosition.START, 0, 0));
    }

    @Test
    void showsEachRecordInOrder() {
        List<String> seen = new ArrayList<>();
        AuditVerifier.verify(directory, List.of(), record -> seen.add(record.json()));
        assertThat(seen).isEqualTo(AuditFixture.lines(directory));
    }

    @Test
    void findsAChangedRecord() {
        List<String> lines = AuditFixture.lines(directory);
        lines.set(4, lines.get(4).replace("run-1", "run-2"));
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.CHANGED, 5, 5);
    }

    @Test
    void findsEachChangedByteOfTheLog() {
        directory = temporary.resolve("small");
        AuditFixture.write(directory, 1);
        byte[] good = AuditFixture.log(directory);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            AuditFixture.writeLog(directory, bad);
            assertThat(AuditVerifier.verify(directory)).as("byte %d", i).isInstanceOf(Broken.class);
        }
    }

    @Test
    void findsEachChangedByteOfTheHead() {
        byte[] good = AuditFixture.head(directory);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            AuditFixture.writeHead(directory, bad);
            assertThat(AuditVerifier.verify(directory))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.code())
                                    .isIn(AuditFault.HEAD_MALFORMED, AuditFault.HEAD_MISMATCH, AuditFault.TRUNCATED));
        }
    }

    @Test
    void findsARecordWrittenAnewWithAHashOfItsOwn() {
        List<String> lines = AuditFixture.lines(directory);
        lines.set(4, IndependentChain.seal(lines.get(4).replace("run-1", "run-2")));
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.REPLACED, 6, 6);
    }

    @Test
    void findsARemovedRecordWhereverItStood() {
        List<String> good = AuditFixture.lines(directory);
        for (int i = 0; i < good.size() - 1; i++) {
            List<String> lines = new ArrayList<>(good);
            lines.remove(i);
            AuditFixture.writeLines(directory, lines);
            assertBroken(AuditFault.REMOVED, i + 1, i + 1);
        }
    }

    @Test
    void findsSwappedRecordsWhereverTheyStood() {
        List<String> good = AuditFixture.lines(directory);
        for (int i = 0; i < good.size(); i++) {
            for (int j = i + 1; j < good.size(); j++) {
                List<String> lines = new ArrayList<>(good);
                Collections.swap(lines, i, j);
                AuditFixture.writeLines(directory, lines);
                assertBroken(AuditFault.REORDERED, i + 1, i + 1);
            }
        }
    }

    @Test
    void findsARepeatedRecord() {
        List<String> lines = AuditFixture.lines(directory);
        lines.add(5, lines.get(2));
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.REPEATED, 6, 6);
    }

    @Test
    void findsALineThatIsNoRecord() {
        List<String> lines = AuditFixture.lines(directory);
        lines.add(3, "{\"schema\":1}");
        AuditFixture.writeLines(directory, lines);
        assertBroken(AuditFault.MALFORMED, 4, 4);
    }

    @Test
    void findsALogCutAtAnyByte() {
        directory = temporary.resolve("small");
        AuditFixture.write(directory, 1);
        byte[] good = AuditFixture.log(directory);
        for (int length = 0; length < good.length; length++) {
            AuditFixture.writeLog(directory, Arrays.copyOf(good, length));
            AuditVerification found = AuditVerifier.verify(directory);
            assertThat(found)
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            Broken.class, broken -> assertThat(broken.code()).isEqualTo(AuditFault.TRUNCATED));
        }
    }

    @Test
    void findsAHeadOfAnotherLog() {
        Path other = temporary.resolve("other");
        AuditFixture.write(other, 1);
        AuditFixture.write(other, 1);
        byte[] foreign = new String(AuditFixture.head(other), StandardCharsets.US_ASCII)
                .replaceFirst("sha256:[0-9a-f]{64}", AuditFixture.IMAGE.toString())
                .getBytes(StandardCharsets.US_ASCII);
        AuditFixture.writeHead(directory, foreign);
        assertBroken(AuditFault.HEAD_MISMATCH, 8, 8);
    }

    @Test
    void findsAHeadThatWasPutBack() {
        byte[] old = AuditFixture.head(directory);
        AuditFixture.write(directory, 5);
        AuditFixture.writeHead(directory, old);
        assertBroken(AuditFault.HEAD_MISMATCH, 28, 8);
    }

    @Test
    void findsAMissingHead() throws IOException {
        Files.delete(directory.resolve("audit.head"));
        assertBroken(AuditFault.HEAD_MISSING, 0, 0);
    }

    @Test
    void findsAMissingLog() throws IOException {
        Files.delete(directory.resolve("audit.log"));
        assertBroken(AuditFault.LOG_MISSING, 0, 0);
    }

    @Test
    void findsALineTooLongToBeARecordWithoutReadingAllOfIt() {
        byte[] good = AuditFixture.log(directory);
        byte[] bad = Arrays.copyOf(good, good.length + 3 * RecordLine.MAX_BYTES);
        AuditFixture.writeLog(directory, bad);
        assertBroken(AuditFault.MALFORMED, 9, 9);
    }

    @Test
    void refusesSealedLinesThatAreNoRecords() {
        String good = AuditFixture.lines(directory).getFirst();
        for (String bad : List.of(
                good.replace("\"schema\":1", "\"schema\":2"),
                good.replace("\"sequence\":1", "\"sequence\":1.0"),
                good.replace("\"sequence\":1", "\"sequence\":-1"),
                good.replace("\"sequence\":1", "\"sequence\":99999999999999999999"),
                good.replace("2026-11-23T12", "2026-11-31T12"),
                good.replace("image.verified", "image verified"),
                good.replace("\"run\":", "\"type\":"),
                good.replace("{\"schema\"", "{ \"x\":1,\"schema\""),
                good.replace("\"run\":\"run-0\"", "\"run\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]"),
                good.replace("\"signers\":", "\"signers\":[]} {\"signers\":"),
                good.replace("run-0", "run\u00e9"),
                good.replace("run-0", "run\\ud8"))) {
            assertThat(bad).isNotEqualTo(good);
            AuditFixture.writeLog(directory, (IndependentChain.seal(bad) + "\n").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(AuditVerifier.verify(directory))
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.code()).as(bad).isEqualTo(AuditFault.MALFORMED));
        }
    }

    @Test
    void findsThatTheWholeLogWasRolledBackOnceAReceiptTells() {
        byte[] oldLog = AuditFixture.log(directory);
        byte[] oldHead = AuditFixture.head(directory);
        AuditPosition receipt = AuditFixture.appendOne(directory);
        AuditFixture.writeLog(directory, oldLog);
        AuditFixture.writeHead(directory, oldHead);
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(Intact.class);
        assertThat(AuditVerifier.verify(directory, List.of(receipt), record -> {}))
                .isInstanceOfSatisfying(Broken.class, broken -> {
                    assertThat(broken.code()).isEqualTo(AuditFault.POSITION_MISMATCH);
                    assertThat(broken.sequence()).isEqualTo(9);
                });
    }

    @Test
    void findsThatTheWholeLogWasWrittenAnewOnceAReceiptTells() {
        AuditPosition receipt = new AuditPosition(3, Digest.of(new byte[] {1}));
        assertThat(AuditVerifier.verify(directory, List.of(last, receipt), record -> {}))
                .isInstanceOfSatisfying(Broken.class, broken -> {
                    assertThat(broken.code()).isEqualTo(AuditFault.POSITION_MISMATCH);
                    assertThat(broken.sequence()).isEqualTo(3);
                });
    }

    @Test
    void acceptsPositionsThatAreInTheLog() {
        assertThat(AuditVerifier.verify(directory, List.of(last, AuditPosition.START), record -> {}))
                .isInstanceOf(Intact.class);
    }

    private void assertBroken(AuditFault code, long line, long sequence) {
        assertThat(AuditVerifier.verify(directory)).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.code()).isEqualTo(code);
            assertThat(broken.line()).isEqualTo(line);
            assertThat(broken.sequence()).isEqualTo(sequence);
            assertThat(broken.fault().sentence()).contains(code.id());
        });
    }
}
