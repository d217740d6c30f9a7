package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierFuzzTest {
    @TempDir
    static Path directory;

    /** Whatever the two files hold: an answer, no exception, and never more records than lines. */
    @FuzzTest
    void everyLogGetsAVerdict(FuzzedDataProvider data) throws IOException {
        byte[] head = data.consumeBytes(600);
        byte[] log = data.consumeRemainingAsBytes();
        Files.write(directory.resolve("audit.head"), head);
        Files.write(directory.resolve("audit.log"), log);
        List<String> seen = new ArrayList<>();
        AuditVerification found = AuditVerifier.verify(directory, List.of(), record -> seen.add(record.json()));
        switch (found) {
            case AuditVerification.Intact intact -> assertThat(seen).hasSize((int) intact.records());
            case AuditVerification.Broken broken -> assertThat(broken.why()).isNotEmpty();
        }
    }
}
