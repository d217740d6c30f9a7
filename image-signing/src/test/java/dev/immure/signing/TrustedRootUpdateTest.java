package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.fault.TufFault;
import dev.immure.signing.internal.tuf.FakeRepository;
import dev.immure.signing.testing.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedRootUpdateTest {
    private static final VerificationTime NOW = VerificationTime.at(Instant.parse("2026-05-01T00:00:00Z"));

    @TempDir
    Path directory;

    private final FakeRepository repository = new FakeRepository();
    private TrustedRootUpdate update;

    @BeforeEach
    void publish() throws IOException {
        update = new TrustedRootUpdate(
                directory.resolve("root.json"),
                directory.resolve("tuf").toString(),
                directory.resolve("trusted_root.json"),
                directory.resolve("cache"));
        publish(5, "content");
    }

    private void publish(int version, String content) throws IOException {
        byte[] root = repository.publish(version, version, version, content);
        Path file = directory.resolve("root.json");
        Files.write(file, root);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        for (Map.Entry<String, byte[]> entry : repository.files().entrySet()) {
            Path target = directory.resolve("tuf").resolve(entry.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, entry.getValue());
        }
    }

    @Test
    void theFileIsWrittenAndReplaced() throws IOException {
        assertThat(update.run(NOW).timestampVersion()).isEqualTo(5);
        assertThat(update.output()).hasContent("content");
        publish(6, "newer");
        assertThat(update.run(NOW).timestampVersion()).isEqualTo(6);
        assertThat(update.output()).hasContent("newer");
        try (var left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("root.json", "tuf", "trusted_root.json", "cache");
        }
    }

    @Test
    void whatIsOlderThanInAnEarlierRunIsRefusedAndTheFileStays() throws IOException {
        publish(6, "newer");
        update.run(NOW);
        publish(5, "content");
        Fault fault = Faults.of(() -> update.run(NOW));
        assertThat(fault.code()).isEqualTo(TufFault.ROLLBACK);
        assertThat(update.output()).hasContent("newer");
    }

    @Test
    void nothingIsWrittenUnlessEverythingHeld() throws IOException {
        try (var targets = Files.list(directory.resolve("tuf/targets"))) {
            Files.write(targets.findFirst().orElseThrow(), "CONTENT".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Faults.of(() -> update.run(NOW)).code()).isEqualTo(TufFault.CONTENT);
        assertThat(update.output()).doesNotExist();
        assertThat(directory.resolve("cache/accepted.json")).doesNotExist();
    }

    @Test
    void aDamagedListOfAcceptedVersionsIsNotTakenForAnEmptyOne() throws IOException {
        update.run(NOW);
        Files.writeString(directory.resolve("cache/accepted.json"), "{}");
        assertThat(Faults.of(() -> update.run(NOW)).code()).isEqualTo(TufFault.STATE);
    }

    @Test
    void aRootThatEverybodyMayChangeIsNotTrusted() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("root.json"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(Faults.of(() -> update.run(NOW)).code()).isEqualTo(SigningFault.PERMISSIONS);
    }

    @Test
    void anExpiredRepositoryIsRefusedByTheTimeThatIsGiven() {
        Fault fault = Faults.of(() -> update.run(VerificationTime.at(Instant.parse("2027-01-01T00:00:00Z"))));
        assertThat(fault.code()).isEqualTo(TufFault.EXPIRED);
    }
}
