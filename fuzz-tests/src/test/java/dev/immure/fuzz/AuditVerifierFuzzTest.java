package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierFuzzTest {
    @TempDir
    static Path directory;

    private static byte[] validLog = {};
    private static byte[] validHead = {};

    @BeforeAll
    static void writeValidLog() throws IOException {
        Path valid = directory.resolve("valid");
        try (AuditLog log = AuditLog.open(valid)) {
            Digest digest = Digest.of(new byte[0]);
            for (int i = 0; i < 5; i++) {
                log.append(new AuditEvent.SandboxStarted("run-" + i, digest, digest));
            }
        }
        validLog = Files.readAllBytes(valid.resolve("audit.log"));
        validHead = Files.readAllBytes(valid.resolve("audit.head"));
    }

    /** Whatever the two files hold: an answer, no exception, and never more records than were seen. */
    @FuzzTest(maxDuration = "1m")
    void everyLogGetsAVerdict(FuzzedDataProvider data) throws IOException {
        byte[] head = data.consumeBoolean() ? validHead : data.consumeBytes(600);
        assertVerdict(head, data.consumeRemainingAsBytes());
    }

    /** With the head untouched, nothing but bytes behind the last record can pass: a crash may leave those. */
    @FuzzTest(maxDuration = "1m")
    void noEditOfAValidLogGoesUnseen(FuzzedDataProvider data) throws IOException {
        byte[] edited = validLog;
        for (int edits = data.consumeInt(1, 4); edits > 0; edits--) {
            edited = edit(data, edited);
        }
        if (assertVerdict(validHead, edited) instanceof AuditVerification.Intact intact) {
            assertThat(intact.records()).isEqualTo(5);
            assertThat(edited).startsWith(validLog);
        }
    }

    private static AuditVerification assertVerdict(byte[] head, byte[] log) throws IOException {
        Files.write(directory.resolve("audit.head"), head);
        Files.write(directory.resolve("audit.log"), log);
        List<String> seen = new ArrayList<>();
        AuditVerification found = AuditVerifier.verify(directory, List.of(), record -> seen.add(record.json()));
        switch (found) {
            case AuditVerification.Intact intact -> assertThat(seen).hasSize((int) intact.records());
            case AuditVerification.Broken broken -> assertThat(broken.why()).isNotEmpty();
        }
        return found;
    }

    private static byte[] edit(FuzzedDataProvider data, byte[] log) {
        List<String> lines =
                new ArrayList<>(List.of(new String(log, StandardCharsets.ISO_8859_1).split("(?<=\n)", -1)));
        int line = data.consumeInt(0, lines.size() - 1);
        int other = data.consumeInt(0, lines.size() - 1);
        switch (data.consumeInt(0, 4)) {
            case 0 -> lines.remove(line);
            case 1 -> Collections.swap(lines, line, other);
            case 2 -> lines.add(line, lines.get(other));
            case 3 -> lines.add(line, new String(data.consumeBytes(200), StandardCharsets.ISO_8859_1));
            default -> lines.set(line, splice(data, lines.get(line)));
        }
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String splice(FuzzedDataProvider data, String line) {
        int from = data.consumeInt(0, line.length());
        int to = data.consumeInt(from, line.length());
        String with = new String(data.consumeBytes(50), StandardCharsets.ISO_8859_1);
        return line.substring(0, from) + with + line.substring(to);
    }
}
