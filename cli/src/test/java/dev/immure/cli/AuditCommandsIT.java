package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditLog;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsIT {
    private static final int RECORDS = 5;

    @TempDir
    private Path directory;

    private Cli cli;
    private Path log;

    @BeforeEach
    void record() throws IOException {
        cli = Cli.in(directory);
        Files.createDirectories(cli.root());
        try (AuditLog audit = AuditLog.open(cli.root().resolve("audit"))) {
            for (int i = 1; i <= RECORDS; i++) {
                audit.append(refused("run-" + i));
            }
        }
        log = cli.root().resolve("audit/audit.log");
    }

    @Test
    void anIntactLogIsVerified() throws JsonException {
        Cli.Outcome outcome = cli.run("audit", "verify", "--output", "json");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.json().bool("intact")).contains(true);
        assertThat(outcome.json().requireLong("records")).isEqualTo(RECORDS);
        assertThat(cli.run("audit", "verify").out()).startsWith("intact: 5 records\nlast: 5 sha256:");
    }

    @Test
    void aChangedRecordIsFoundAndNamed() throws IOException, JsonException {
        edit("run-3", "run-9");
        Cli.Outcome outcome = cli.run("audit", "verify", "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.json().bool("intact")).contains(false);
        assertThat(outcome.json().requireLong("record")).isEqualTo(3);
        assertThat(outcome.json().requireObject("error").requireString("code")).isEqualTo("IMM-AUDIT-CHANGED");
        assertThat(outcome.error().requireString("on")).isEqualTo("record 3 (line 3)");
    }

    @Test
    void aRemovedRecordIsFound() throws IOException {
        String text = Files.readString(log, StandardCharsets.US_ASCII);
        String second = text.lines().skip(1).findFirst().orElseThrow();
        Files.writeString(log, text.replace(second + "\n", ""));
        Cli.Outcome outcome = cli.run("audit", "verify");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).startsWith("broken: ");
        assertThat(outcome.err()).contains("record 2").contains("IMM-AUDIT-REMOVED");
    }

    @Test
    void aLogThatWasCutShortIsFound() throws IOException {
        String text = Files.readString(log, StandardCharsets.US_ASCII);
        Files.writeString(log, text.lines().findFirst().orElseThrow() + "\n");
        Cli.Outcome outcome = cli.run("audit", "verify");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-TRUNCATED");
    }

    @Test
    void showPrintsOneLineForEachRecord() {
        Cli.Outcome outcome = cli.run("audit", "show");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .hasLineCount(RECORDS)
                .containsPattern("(?m)^1 \\S+Z image\\.refused run=run-1 reference=team/app:v1 "
                        + "image=sha256:[0-9a-f]{64} code=IMM-SIGN-NOT-SIGNED why=\"nothing is = attached\"$");
    }

    @Test
    void tailShowsTheLastOnes() throws JsonException {
        JsonObject answer =
                cli.run("audit", "show", "--tail", "2", "--output", "json").json();
        assertThat(answer.bool("intact")).contains(true);
        assertThat(answer.objects("records"))
                .extracting(record -> record.requireLong("sequence"))
                .containsExactly(4L, 5L);
        assertThat(cli.run("audit", "show", "--tail", "99").out()).hasLineCount(RECORDS);
    }

    @Test
    void tailWantsANumberOfRecords() {
        assertThat(cli.run("audit", "show", "--tail", "0").err()).contains("IMM-CLI-OPTION");
    }

    @Test
    void showStopsBeforeAFlawAndSaysSo() throws IOException {
        edit("run-3", "run-9");
        Cli.Outcome outcome = cli.run("audit", "show");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).hasLineCount(2).doesNotContain("run-9").doesNotContain("run-4");
        assertThat(outcome.err()).contains("record 3").contains("IMM-AUDIT-CHANGED");
    }

    @Test
    void aFolderWithoutALogIsNotCalledIntact() throws IOException {
        Cli empty = Cli.in(Files.createDirectory(directory.resolve("empty")));
        Cli.Outcome outcome = empty.run("audit", "verify");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-AUDIT-MISSING");
        assertThat(empty.root()).doesNotExist();
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(log, StandardCharsets.US_ASCII);
        Files.writeString(log, text.replace(from, to));
    }

    private static AuditEvent refused(String run) {
        return new AuditEvent.ImageRefused(
                run,
                "team/app:v1",
                Optional.of(Digest.of(run.getBytes(StandardCharsets.US_ASCII))),
                "IMM-SIGN-NOT-SIGNED",
                "nothing is = attached");
    }
}
