package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script of docs/audit-log.md, so that the page cannot drift from the product. */
class AuditDocumentIT {
    private static final Pattern SCRIPT = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void writeLog() {
        directory = temporary.resolve("audit");
        AuditFixture.write(directory, 3);
    }

    @Test
    void theScriptAcceptsALogOfImmure() throws IOException, InterruptedException {
        assertThat(run()).isEqualTo("12 records");
    }

    @Test
    void theScriptFindsAChangedRecord() throws IOException, InterruptedException {
        List<String> lines = AuditFixture.lines(directory);
        lines.set(6, lines.get(6).replace("run-1", "run-2"));
        AuditFixture.writeLines(directory, lines);
        assertThat(run()).isEqualTo("record 7 was changed");
    }

    @Test
    void theScriptFindsARemovedRecord() throws IOException, InterruptedException {
        List<String> lines = AuditFixture.lines(directory);
        lines.remove(6);
        AuditFixture.writeLines(directory, lines);
        assertThat(run()).isEqualTo("record 7 is not in its place");
    }

    @Test
    void theScriptFindsACutLog() throws IOException, InterruptedException {
        List<String> lines = AuditFixture.lines(directory);
        lines.removeLast();
        AuditFixture.writeLines(directory, lines);
        assertThat(run()).isEqualTo("the log does not end at record 11");
    }

    @Test
    void theFunctionsOfThePageCheckAProofAndASignature() throws IOException, InterruptedException {
        Checkpoint checkpoint;
        try (AuditLog log = AuditLog.open(directory)) {
            checkpoint = log.checkpoint();
        }
        AuditEvidence.Proven proven = new AuditProofs(directory, List.of())
                .inclusion("7", record -> record.sequence() == 7)
                .records()
                .getFirst();
        Files.writeString(temporary.resolve("record"), proven.record());
        String path = proven.proof().path().stream().map(Digest::hex).collect(Collectors.joining(" "));
        String root = checkpoint.root().hex();
        assertThat(functions("root 6 12 \"$(leaf \"$(cat ../record)\")\" " + path))
                .isEqualTo(root);
        assertThat(functions("signed checkpoints/12 ../audit.pub"))
                .contains("Verified")
                .endsWith(root);
        assertThat(functions("root 5 12 \"$(leaf \"$(cat ../record)\")\" " + path))
                .isNotEqualTo(root);
        AuditFixture.write(temporary.resolve("other"), 1);
        try (AuditLog log = AuditLog.open(temporary.resolve("other"))) {
            log.checkpoint();
        }
        assertThat(functions("signed checkpoints/12 ../other.pub")).doesNotContain(root);
    }

    private String functions(String call) throws IOException, InterruptedException {
        String first = SCRIPT.matcher(document())
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("root()"))
                .findFirst()
                .orElseThrow();
        return shell(first + "\n" + call);
    }

    @Test
    void theDocumentNamesEveryEventTypeAndEveryFlaw() throws IOException {
        String document = document();
        for (AuditEvent event : AuditFixture.run("r")) {
            assertThat(document).contains("`" + EventJson.type(event) + "`");
        }
        assertThat(document)
                .contains(
                        "IMM-AUDIT-CHANGED", "IMM-AUDIT-POSITION", "`log.recovered`", "`log.rotated`", "`log.removed`");
    }

    private String run() throws IOException, InterruptedException {
        String chain = SCRIPT.matcher(document())
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("audit.head"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/audit-log.md has a script"));
        return shell(chain);
    }

    private String shell(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        return output.strip();
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "audit-log.md"));
    }
}
