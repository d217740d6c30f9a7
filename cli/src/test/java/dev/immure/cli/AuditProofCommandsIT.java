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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, proofs and exports, as a user makes and checks them. */
class AuditProofCommandsIT {
    private static final int RUNS = 9;

    @TempDir
    private Path directory;

    private Cli cli;
    private Path key;

    @BeforeEach
    void record() throws IOException {
        cli = Cli.in(directory);
        Files.createDirectories(cli.root());
        append(RUNS);
        key = cli.root().resolve("audit.pub");
    }

    @Test
    void aCheckpointIsTheNoteThatWasSignedAndNothingElse() throws IOException {
        String note = cli.run("audit", "checkpoint").out();
        assertThat(note)
                .startsWith("immure-audit-log/")
                .contains("\n" + RUNS + "\n")
                .endsWith("=\n");
        assertThat(cli.root().resolve("audit/checkpoints/" + RUNS)).hasContent(note);
        assertThat(cli.run("audit", "verify", "--key", key.toString()).out())
                .contains("1 checkpoints, the newest of 9 records, all signed by the key");
    }

    @Test
    void withAKeyALogWithoutASignatureDoesNotPass() {
        cli.run("audit", "checkpoint");
        assertThat(cli.run("audit", "verify", "--key", key.toString()).status()).isZero();
        delete(cli.root().resolve("audit/checkpoints/" + RUNS));
        Cli.Outcome outcome = cli.run("audit", "verify", "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-HEAD-MISMATCH");
    }

    @Test
    void aFreshLogIsNotCalledSigned() throws IOException {
        Files.createDirectory(directory.resolve("other"));
        Cli other = Cli.in(directory.resolve("other"));
        Files.createDirectories(other.root());
        AuditLog.open(other.root().resolve("audit")).close();
        cli.run("audit", "checkpoint");
        Cli.Outcome outcome = other.run("audit", "verify", "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-CHECKPOINT-SIGNATURE");
    }

    @Test
    void aRecordIsProvenToSomebodyWithoutTheLog() throws IOException, JsonException {
        cli.run("audit", "checkpoint");
        append(3);
        Path proof = file("proof.json", cli.run("audit", "prove", "4").out());
        Files.move(cli.root().resolve("audit"), directory.resolve("away"));
        Cli.Outcome holds = cli.run("audit", "prove", "--verify", proof.toString(), "--key", key.toString());
        assertThat(holds.status()).isZero();
        assertThat(holds.out()).startsWith("holds: 1 of 9 records").contains("signed by the key", "\"sequence\":4,");
        String changed = Files.readString(proof).replace("run-4", "run-5");
        Cli.Outcome broken = cli.run(
                "audit", "prove", "--verify", file("changed.json", changed).toString(), "--key", key.toString());
        assertThat(broken.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(broken.err()).contains("IMM-AUDIT-PROOF");
    }

    @Test
    void aProofUnderAnotherKeyDoesNotHold() throws IOException {
        cli.run("audit", "checkpoint");
        Path proof = file("proof.json", cli.run("audit", "prove", "4").out());
        Files.createDirectory(directory.resolve("other"));
        Cli other = Cli.in(directory.resolve("other"));
        Files.createDirectories(other.root());
        AuditLog.open(other.root().resolve("audit")).close();
        other.run("audit", "checkpoint");
        Cli.Outcome outcome = cli.run(
                "audit",
                "prove",
                "--verify",
                proof.toString(),
                "--key",
                other.root().resolve("audit.pub").toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-CHECKPOINT-SIGNATURE");
    }

    /** Anybody can make a proof that a log of a made up root is the beginning of itself. */
    @Test
    void aProofOfSomethingElseDoesNotHold() throws IOException {
        String root = "{\"size\":5,\"root\":\"sha256:" + "0".repeat(64) + "\"}";
        Path forged = file(
                "forged.json", "{\"kind\":\"consistency\",\"first\":" + root + ",\"second\":" + root + ",\"path\":[]}");
        cli.run("audit", "checkpoint");
        Cli.Outcome outcome = cli.run("audit", "prove", "--verify", forged.toString(), "--key", key.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-PROOF", "something else");
        assertThat(cli.run("audit", "consistency", "--verify", forged.toString(), "--key", key.toString())
                        .err())
                .contains("IMM-CLI-OPTION", "bears no signature");
        Path inclusion = file("proof.json", cli.run("audit", "prove", "4").out());
        assertThat(cli.run("audit", "consistency", "--verify", inclusion.toString())
                        .status())
                .isEqualTo(ExitStatus.NEGATIVE);
    }

    @Test
    void aRunIsProvenWithAllItsRecords() throws JsonException {
        append(1);
        cli.run("audit", "checkpoint");
        JsonObject proof = cli.run("audit", "prove", "run-1").json();
        assertThat(proof.objects("records"))
                .extracting(record -> record.requireLong("index"))
                .containsExactly(0L, 9L);
    }

    @Test
    void whatNoCheckpointCoversIsNotProven() {
        assertThat(cli.run("audit", "prove", "4").err()).contains("IMM-AUDIT-UNPROVABLE", "immure audit checkpoint");
        cli.run("audit", "checkpoint");
        append(1);
        assertThat(cli.run("audit", "prove", "10").status()).isEqualTo(ExitStatus.FAILED);
        assertThat(cli.run("audit", "prove", "99").err()).contains("IMM-AUDIT-UNPROVABLE");
        assertThat(cli.run("audit", "prove", "../x").err()).contains("IMM-CLI-OPTION");
        assertThat(cli.run("audit", "prove").err()).contains("IMM-CLI-OPTION");
    }

    @Test
    void checkpointsKeptElsewhereAreFoundInTheLog() throws IOException {
        Path monday = file("monday", cli.run("audit", "checkpoint").out());
        append(5);
        Path tuesday = file("tuesday", cli.run("audit", "checkpoint").out());
        Cli.Outcome proven = cli.run("audit", "consistency", monday.toString(), tuesday.toString());
        assertThat(proven.status()).isZero();
        Path proof = file("proof.json", proven.out());
        assertThat(cli.run("audit", "consistency", "--verify", proof.toString(), monday.toString(), tuesday.toString())
                        .status())
                .isZero();
        String other = proven.out().replaceFirst("\"path\":\\[\"sha256:.", "\"path\":[\"sha256:0");
        other = other.equals(proven.out())
                ? proven.out().replaceFirst("\"path\":\\[\"sha256:.", "\"path\":[\"sha256:1")
                : other;
        assertThat(cli.run(
                                "audit",
                                "consistency",
                                "--verify",
                                file("other.json", other).toString())
                        .status())
                .isEqualTo(ExitStatus.NEGATIVE);
        assertThat(cli.run("audit", "consistency", "9", "99").err()).contains("IMM-AUDIT-UNPROVABLE");
        assertThat(cli.run("audit", "consistency", "9").err()).contains("IMM-CLI-OPTION");
    }

    @Test
    void aLogWrittenAnewIsNotTheOneThatWasSigned() throws IOException {
        Path monday = file("monday", cli.run("audit", "checkpoint").out());
        for (String name : List.of("audit.log", "audit.head", "checkpoints/" + RUNS)) {
            delete(cli.root().resolve("audit").resolve(name));
        }
        append(RUNS + 2);
        assertThat(cli.run("audit", "verify").status()).isZero();
        Cli.Outcome outcome = cli.run("audit", "consistency", monday.toString(), "11");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.err()).contains("IMM-AUDIT-CHECKPOINT");
    }

    @Test
    void jsonLinesAreTheRecordsThemselves() throws IOException {
        Path log = cli.root().resolve("audit/audit.log");
        assertThat(cli.run("audit", "export", "--format", "jsonl").out()).isEqualTo(Files.readString(log));
        Path file = directory.resolve("out.jsonl");
        assertThat(cli.run("audit", "export", "--format", "jsonl", "-o", file.toString())
                        .status())
                .isZero();
        assertThat(file).hasSameTextualContentAs(log);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(cli.run("audit", "export", "--format", "jsonl", "-o", file.toString())
                        .err())
                .contains("IMM-CLI-OUTPUT");
        assertThat(cli.run("audit", "export", "--format", "jsonl", "--since", "2999-01-01T00:00:00Z")
                        .out())
                .isEmpty();
    }

    @Test
    void anExportOfABrokenLogEndsBeforeTheFlawAndSaysSo() throws IOException {
        Path log = cli.root().resolve("audit/audit.log");
        Files.writeString(log, Files.readString(log).replace("run-3", "run-9"));
        Cli.Outcome outcome = cli.run("audit", "export", "--format", "ocsf");
        assertThat(outcome.status()).isEqualTo(ExitStatus.NEGATIVE);
        assertThat(outcome.out()).hasLineCount(2).contains("\"class_uid\":6002");
    }

    private void append(int runs) {
        try (AuditLog log = AuditLog.open(cli.root().resolve("audit"))) {
            for (int i = 1; i <= runs; i++) {
                Digest digest = Digest.of(("run-" + i).getBytes(StandardCharsets.US_ASCII));
                log.append(new AuditEvent.SandboxStarted("run-" + i, digest, digest));
            }
        }
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
