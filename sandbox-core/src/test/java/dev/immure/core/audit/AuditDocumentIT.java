package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void theDocumentNamesEveryEventTypeAndEveryFlaw() throws IOException {
        String document = document();
        for (AuditEvent event : AuditFixture.run("r")) {
            assertThat(document).contains("`" + EventJson.type(event) + "`");
        }
        assertThat(document).contains("IMM-AUDIT-CHANGED", "IMM-AUDIT-POSITION", "`log.recovered`");
    }

    private String run() throws IOException, InterruptedException {
        Matcher script = SCRIPT.matcher(document());
        assertThat(script.find()).as("docs/audit-log.md has a script").isTrue();
        Process shell = new ProcessBuilder("sh", "-c", script.group(1))
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
